import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
	IconArrowBackUp,
	IconArrowForwardUp,
	IconDots,
	IconDownload,
	IconKeyboard,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlayerStop,
	IconRestore,
	IconRoute,
} from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { FlowName, FlowTabs } from '../../flows/FlowBar.tsx';
import { TopBar } from '../../shell/TopBar.tsx';
import { useShowNode } from '../board/use-show-node.ts';
import { useCanvas, useDraft, useFacts, useProblems, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import { showProblem } from '../problems/show-problem.ts';
import { download } from './download.ts';
import { SaveState } from './SaveState.tsx';
import styles from './top-bar.module.css';
import { useDiffersFromPublished } from './use-differs-from-published.ts';

/** Name, save state, version, tabs, undo, publish; the rest in «…». */
export function CanvasTopBar() {
	const { flow } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	return (
		<TopBar
			start={<FlowName flow={flow} line={<SaveState />} />}
			center={<FlowTabs flowId={flow.id} tab={isNumbers ? 'numbers' : 'schema'} />}
			end={<Actions />}
		/>
	);
}

function Actions() {
	const texts = useTexts();
	const { flow, mayEdit } = useFacts();
	const router = useRouter();
	const isNumbers = useView((state) => state.tab === 'numbers');
	return (
		<>
			{mayEdit && !isNumbers && <History />}
			{isNumbers ? (
				<Button onClick={() => router.history.push(`/flows/${flow.id}`)}>{texts.t('top.edit-draft')}</Button>
			) : (
				<PublishButton />
			)}
			<More />
		</>
	);
}

function History() {
	const texts = useTexts();
	const { draft } = useCanvas();
	const undo = useDraft((state) => state.draft.past.at(-1)?.label);
	const redo = useDraft((state) => state.draft.future.at(-1)?.label);
	const undoLabel = undo ? texts.t('top.undo-named', { what: texts.t(undo.key, undo.values) }) : texts.t('top.undo');
	const redoLabel = redo ? texts.t('top.redo-named', { what: texts.t(redo.key, redo.values) }) : texts.t('top.redo');
	return (
		<span className={styles.history}>
			<Tooltip label={undoLabel}>
				<ActionIcon
					variant="subtle"
					size="lg"
					aria-label={undoLabel}
					disabled={!undo}
					onClick={() => draft.getState().undo()}
				>
					<IconArrowBackUp size={18} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label={redoLabel}>
				<ActionIcon
					variant="subtle"
					size="lg"
					aria-label={redoLabel}
					disabled={!redo}
					onClick={() => draft.getState().redo()}
				>
					<IconArrowForwardUp size={18} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
		</span>
	);
}

function PublishButton() {
	const texts = useTexts();
	const canvas = useCanvas();
	const showNode = useShowNode();
	const { flow, mayLaunch } = useFacts();
	const differs = useDiffersFromPublished();
	const firstError = useProblems((state) => state.issues.find((issue) => issue.severity === 'error'));
	const isEmpty = useDraft((state) => state.draft.document.nodes.length === 0);
	const next = (flow.activeVersion?.number ?? 0) + 1;
	const reason = !mayLaunch
		? texts.t('top.no-right-to-publish')
		: isEmpty
			? texts.t('top.nothing-to-publish')
			: !differs
				? texts.t('top.nothing-new', { number: flow.activeVersion?.number })
				: null;
	const publish = () => {
		if (firstError) {
			canvas.view.setState({ drawerOpen: true, said: texts.t('publish.errors-first') });
			showProblem(canvas, firstError, showNode);
		} else canvas.view.setState({ dialog: 'publish' });
	};
	return (
		<Tooltip label={reason} disabled={reason === null}>
			<Button
				data-disabled={reason !== null || undefined}
				aria-disabled={reason !== null}
				onClick={() => reason === null && publish()}
			>
				{texts.t('top.publish', { number: next })}
			</Button>
		</Tooltip>
	);
}

function More() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { flow, mayEdit, mayLaunch, mayPause } = useFacts();
	const differs = useDiffersFromPublished();
	const isRunning = flow.state === 'active';
	return (
		<Menu position="bottom-end" width={264}>
			<Menu.Target>
				<ActionIcon variant="subtle" size="lg" aria-label={texts.t('top.more')}>
					<IconDots size={18} stroke={1.75} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				{isRunning && (
					<Menu.Item
						disabled={!mayPause}
						leftSection={<IconPlayerPause size={16} stroke={1.75} />}
						onClick={() => canvas.view.setState({ dialog: 'pause' })}
					>
						{texts.t('top.pause')}
					</Menu.Item>
				)}
				{(flow.state === 'paused' || flow.state === 'stopped') && (
					<Menu.Item
						disabled={!mayLaunch}
						leftSection={<IconPlayerPlay size={16} stroke={1.75} />}
						onClick={() => canvas.view.setState({ dialog: 'resume' })}
					>
						{texts.t('top.resume')}
					</Menu.Item>
				)}
				{(isRunning || flow.state === 'paused') && (
					<Menu.Item
						disabled={!mayLaunch}
						leftSection={<IconPlayerStop size={16} stroke={1.75} />}
						onClick={() => canvas.view.setState({ dialog: 'stop' })}
					>
						{texts.t('top.stop')}
					</Menu.Item>
				)}
				{flow.activeVersion && <Menu.Divider />}
				<Menu.Item
					leftSection={<IconRoute size={16} stroke={1.75} />}
					onClick={() => canvas.view.setState({ selected: new Set(), tab: 'scheme' })}
				>
					{texts.t('top.entry-rules')}
				</Menu.Item>
				{flow.activeVersion && (
					<Menu.Item
						disabled={!mayEdit || !differs}
						leftSection={<IconRestore size={16} stroke={1.75} />}
						onClick={() => canvas.view.setState({ dialog: 'discard' })}
					>
						{texts.t('top.discard', { number: flow.activeVersion.number })}
					</Menu.Item>
				)}
				<Menu.Item
					leftSection={<IconDownload size={16} stroke={1.75} />}
					onClick={() => download(`${flow.systemName}.json`, canvas.draft.getState().draft.document)}
				>
					{texts.t('top.export')}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconKeyboard size={16} stroke={1.75} />}
					rightSection={<kbd className={styles.kbd}>?</kbd>}
					onClick={() => canvas.view.setState({ dialog: 'shortcuts' })}
				>
					{texts.t('top.shortcuts')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
