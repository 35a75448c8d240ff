import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Flow, routes } from '@volna/contract';
import { FlowStatePill } from '@volna/ui';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { TopBar } from '../shell/TopBar.tsx';
import { useTitle } from '../shell/use-title.ts';
import css from './FlowBar.module.css';

export type FlowTab = 'schema' | 'numbers' | 'runs' | 'versions';

/** The top bar of a flow's tabs: back, name, state, tabs. Tabs other than the canvas read the flow by themselves. */
export function FlowBar({ flowId, tab, end }: { flowId: string; tab: FlowTab; end?: ReactNode }) {
	const flow = useRead(routes.readFlow, { params: { flow: flowId } });
	useTitle(flow.data?.name);
	return (
		<TopBar
			start={<FlowName flow={flow.data} line={flow.data?.campaign.name} heading={false} />}
			center={<FlowTabs flowId={flowId} tab={tab} />}
			end={end}
		/>
	);
}

/** Back to the list, the flow's name with a line above it, its state; `heading` where the page has no other. */
export function FlowName({
	flow,
	line,
	heading = true,
}: {
	flow: Pick<Flow, 'name' | 'state' | 'activeVersion'> | undefined;
	line: ReactNode;
	heading?: boolean;
}) {
	const { t } = useTranslation('flows');
	const Name = heading ? 'h1' : 'div';
	return (
		<>
			<Tooltip label={t('toList')}>
				<ActionIcon variant="subtle" size="lg" component={Link} to="/flows" aria-label={t('toList')}>
					<IconChevronLeft size={18} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
			{flow ? (
				<>
					<div className={css.words}>
						<div className={css.line}>{line}</div>
						<Name className={css.name}>{flow.name}</Name>
					</div>
					<FlowStatePill
						state={flow.state}
						label={
							flow.activeVersion
								? t('stateWithVersion', { state: t(`state.${flow.state}`), version: flow.activeVersion.number })
								: t(`state.${flow.state}`)
						}
					/>
				</>
			) : null}
		</>
	);
}

/** The tabs of a flow, each an address of its own. */
export function FlowTabs({ flowId, tab }: { flowId: string; tab: FlowTab }) {
	const { t } = useTranslation('flows');
	const params = { flow: flowId };
	const seesRuns = useRight('read-customers');
	const look = (own: FlowTab) => ({
		className: clsx(css.tab, own === tab && css.on),
		'aria-current': own === tab ? ('page' as const) : undefined,
	});
	return (
		<nav className={css.tabs} aria-label={t('tabs.label')}>
			<Link to="/flows/$flow" params={params} search={{ view: undefined }} {...look('schema')}>
				{t('tabs.schema')}
			</Link>
			<Link to="/flows/$flow" params={params} search={{ view: 'numbers' }} {...look('numbers')}>
				{t('tabs.numbers')}
			</Link>
			{seesRuns ? (
				<Link to="/flows/$flow/runs" params={params} {...look('runs')}>
					{t('tabs.runs')}
				</Link>
			) : null}
			<Link to="/flows/$flow/versions" params={params} {...look('versions')}>
				{t('tabs.versions')}
			</Link>
		</nav>
	);
}
