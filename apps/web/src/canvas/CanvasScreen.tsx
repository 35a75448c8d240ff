import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type Flow, routes } from '@volna/contract';
import type { ProjectSnapshot } from '@volna/flow';
import { ErrorState } from '@volna/ui';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo, useState } from 'react';
import { createStore } from 'zustand/vanilla';
import { useErrorText } from '../format/use-error-text.ts';
import { useRead } from '../reading/use-read.ts';
import { useClient } from '../session/client-context.tsx';
import { useSession } from '../session/use-session.ts';
import { TopBar } from '../shell/TopBar.tsx';
import { useTitle } from '../shell/use-title.ts';
import { Board } from './board/Board.tsx';
import { Find } from './board/Find.tsx';
import styles from './canvas.module.css';
import {
	type Canvas,
	CanvasContext,
	type CanvasFacts,
	CanvasFactsContext,
	type CountsState,
	type ProblemsState,
	useCanvas,
	useDraft,
	useView,
} from './canvas-context.ts';
import { ConnectTo } from './creator/ConnectTo.tsx';
import { CreatorMenu } from './creator/CreatorMenu.tsx';
import { CreatorPanel } from './creator/CreatorPanel.tsx';
import { EmptyBoard } from './creator/EmptyBoard.tsx';
import { HealChoice } from './creator/HealChoice.tsx';
import { ReplaceNode } from './creator/ReplaceNode.tsx';
import { preloadEditor } from './inspector/fields/TemplateField.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { LiveRegion } from './LiveRegion.tsx';
import { useTexts } from './model/texts.ts';
import { NumbersBar } from './numbers/NumbersBar.tsx';
import { Refusals } from './numbers/Refusals.tsx';
import { usePolledCounts } from './numbers/use-polled-counts.ts';
import { type ShownCanvas, useShownCanvas } from './numbers/use-shown-canvas.ts';
import { Outline } from './outline/Outline.tsx';
import { ProblemsDrawer } from './problems/ProblemsDrawer.tsx';
import { useChecks } from './problems/use-checks.ts';
import { PublishDialog } from './publish/PublishDialog.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { startAutosave } from './stores/autosave.ts';
import { createDraftStore } from './stores/draft-store.ts';
import { sendOperations } from './stores/send-operations.ts';
import { keepUnsaved, takeUnsaved } from './stores/unsaved-copy.ts';
import { type CanvasTab, createViewStore } from './stores/view-store.ts';
import { CanvasTopBar } from './top-bar/CanvasTopBar.tsx';
import { ConflictBar } from './top-bar/ConflictBar.tsx';
import { FlowStateDialog } from './top-bar/FlowStateDialog.tsx';
import { useCommands } from './use-commands.ts';

/** The canvas of one flow: reads it, then opens the editor over it. */
export function CanvasScreen({ flowId }: { flowId: string }) {
	const texts = useTexts();
	const errorText = useErrorText();
	const flow = useRead(routes.readFlow, { params: { flow: flowId } }, { pollMs: 20_000 });
	const snapshot = useRead(routes.readSnapshot, { query: { flow: flowId } });
	useTitle(flow.data?.name);
	if (flow.data && flow.data.id === flowId && (snapshot.data || snapshot.isError)) {
		return (
			<ReactFlowProvider key={flowId}>
				<OpenCanvas flow={flow.data} snapshot={{ ...(snapshot.data ?? {}), flowId } as ProjectSnapshot} />
			</ReactFlowProvider>
		);
	}
	return (
		<>
			<TopBar start={<Skeleton width={220} height={24} />} />
			{flow.isError ? (
				<div className={styles.failed}>
					<ErrorState text={errorText(flow.error)} retryLabel={texts.t('retry')} onRetry={() => void flow.refetch()} />
				</div>
			) : (
				<Loading />
			)}
		</>
	);
}

function Loading() {
	return (
		<div className={styles.body}>
			<Blocks />
		</div>
	);
}

function Blocks() {
	return (
		<div className={styles.loading} aria-busy="true">
			{[0, 1, 2, 3].map((row) => (
				<Skeleton key={row} width={256} height={row === 0 ? 76 : 104} radius={10} />
			))}
		</div>
	);
}

const usualDays = 30;

/** Days of a period as an address names them; anything else is the usual period. */
function daysIn(text: string | null): number {
	const days = Number(text);
	return Number.isInteger(days) && days >= 1 && days <= 90 ? days : usualDays;
}

function OpenCanvas({ flow, snapshot }: { flow: Flow; snapshot: ProjectSnapshot }) {
	const client = useClient();
	const router = useRouter();
	const { staff } = useSession();
	const [canvas] = useState((): Canvas => {
		const query = new URLSearchParams(globalThis.location.search);
		const node = query.get('node');
		const draft = createDraftStore(flow.draft, {
			mayEdit: staff.rights.includes('edit'),
			nowMs: () => performance.now(),
		});
		takeUnsaved(draft, flow.id, localStorage);
		const view = createViewStore({
			tab: (query.get('view') === 'numbers' ? 'numbers' : 'scheme') satisfies CanvasTab,
			version: query.get('version'),
			days: daysIn(query.get('days')),
			...(node !== null && { selected: new Set([node]), current: node }),
		});
		return {
			flowId: flow.id,
			draft,
			view,
			problems: createStore<ProblemsState>()(() => ({ issues: [], byNode: new Map(), byEdge: new Map(), of: null })),
			counts: createStore<CountsState>()(() => ({ counts: null, byNode: new Map(), entered: 0, customers: 0 })),
			autosave: startAutosave(draft, sendOperations(client, flow.id, staff.id), {
				set: (run, ms) => globalThis.setTimeout(run, ms) as unknown as number,
				clear: (timer) => globalThis.clearTimeout(timer),
			}),
		};
	});
	useEffect(() => canvas.draft.saver.takeOver(flow.draft.revision, flow.draft.document), [canvas, flow.draft]);
	const search = useSearch({ strict: false }) as { view?: string };
	const tab: CanvasTab = search.view === 'numbers' ? 'numbers' : 'scheme';
	useEffect(() => {
		canvas.view.setState({ tab, menu: null, inspectorTab: tab === 'numbers' ? 'numbers' : 'config' });
	}, [canvas, tab]);
	useEffect(() => {
		const { autosave, draft, view } = canvas;
		preloadEditor();
		const stopKeeping = keepUnsaved(draft, flow.id, localStorage);
		const leave = (event: BeforeUnloadEvent) => {
			if (draft.getState().saving === 'saved') return;
			void autosave.flush();
			event.preventDefault();
		};
		const hide = () => document.visibilityState === 'hidden' && void autosave.flush();
		const back = () => autosave.retry();
		globalThis.addEventListener('beforeunload', leave);
		globalThis.addEventListener('online', back);
		document.addEventListener('visibilitychange', hide);
		autosave.retry();
		const stopAddress = view.subscribe((state, before) => {
			if (state.selected === before.selected && state.version === before.version && state.days === before.days) return;
			const query = new URLSearchParams();
			if (state.tab === 'numbers') {
				query.set('view', 'numbers');
				if (state.version !== null) query.set('version', state.version);
				if (state.days !== usualDays) query.set('days', String(state.days));
			}
			const [only] = state.selected;
			if (state.selected.size === 1 && only !== undefined && !only.startsWith('note:')) query.set('node', only);
			const text = query.toString();
			const href = `/flows/${flow.id}${text ? `?${text}` : ''}`;
			if (router.state.location.pathname === `/flows/${flow.id}`) router.history.replace(href);
		});
		return () => {
			stopAddress();
			stopKeeping();
			void autosave.flush();
			globalThis.removeEventListener('beforeunload', leave);
			globalThis.removeEventListener('online', back);
			document.removeEventListener('visibilitychange', hide);
		};
	}, [canvas, flow.id, router]);

	const facts = useMemo((): CanvasFacts => {
		const has = (right: (typeof staff.rights)[number]) => staff.rights.includes(right);
		const segments = new Map(snapshot.segments?.map((one) => [one.id, one.name]));
		const templates = new Map(snapshot.actionTemplates?.map((one) => [one.id, one.name]));
		const fields = new Map(
			[...(snapshot.customerFields ?? []), ...(snapshot.actionTemplates ?? []).flatMap((one) => one.fields ?? [])].map(
				(field) => [field.name, field.title ?? field.name],
			),
		);
		return {
			flow,
			snapshot,
			names: {
				segment: (id) => segments.get(id),
				template: (id) => templates.get(id),
				field: (name) => fields.get(name),
			},
			mayEdit: has('edit'),
			mayLaunch: has('launch'),
			mayPause: has('pause'),
			mayIntegrate: has('integrate'),
			maySeeCustomers: has('read-customers'),
		};
	}, [flow, snapshot, staff]);

	return (
		<CanvasContext value={canvas}>
			<CanvasFactsContext value={facts}>
				<Layout />
			</CanvasFactsContext>
		</CanvasContext>
	);
}

function Layout() {
	useChecks();
	const shown = useShownCanvas();
	const canvas = useCanvas();
	return (
		<>
			<CanvasTopBar />
			<ConflictBar />
			<CanvasContext value={shown.canvas ?? canvas}>
				<Stage shown={shown} />
			</CanvasContext>
			<PublishDialog />
			<FlowStateDialog />
			<Shortcuts />
			<LiveRegion />
		</>
	);
}

/** Where a board is of no use: the outline is the editor there. */
const smallScreen = '(max-width: 760px)';

/** The board with what stands around it, over the document that is shown. */
function Stage({ shown }: { shown: ShownCanvas }) {
	const texts = useTexts();
	const errorText = useErrorText();
	const isOutline = useView((state) => state.outline);
	const isSheet = useView((state) => state.sheet);
	const isEmpty = useDraft((state) => state.draft.document.nodes.length === 0);
	const isSmall = useMediaQuery(smallScreen, undefined, { getInitialValueInEffect: false }) ?? false;
	usePolledCounts();
	useCommands();
	return (
		<>
			<main id="screen" tabIndex={-1} className={styles.body} data-small={isSmall || undefined}>
				{isOutline && !isSmall ? <Outline isAlone={false} /> : !isSmall && <CreatorPanel />}
				<div className={styles.middle}>
					<NumbersBar />
					<div className={styles.stage} key={shown.key}>
						{shown.canvas ? (
							isSmall && !isEmpty ? (
								<Outline isAlone />
							) : (
								<>
									{!isSmall && <Board />}
									<Find />
									<Refusals />
									<EmptyBoard />
								</>
							)
						) : shown.error ? (
							<ErrorState text={errorText(shown.error)} retryLabel={texts.t('retry')} onRetry={shown.retry} />
						) : (
							<Blocks />
						)}
					</div>
					<ProblemsDrawer />
				</div>
				{(!isSmall || isSheet) && <Inspector />}
			</main>
			<CreatorMenu />
			<ConnectTo />
			<HealChoice />
			<ReplaceNode />
		</>
	);
}
