import type { RunSummary } from '@volna/contract';
import type { FlowDocument } from '@volna/flow';
import { type Column, PhoneText, RunStatePill } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { When } from '../format/When.tsx';
import { useNodeWords } from './use-node-words.ts';
import { useRunWords } from './use-run-words.ts';

/** Columns of a list of runs, of one flow or of one customer. The document names nodes and outputs that have no name. */
export function useRunColumns(of: 'flow' | 'customer', document?: FlowDocument): Column<RunSummary>[] {
	const { t } = useTranslation('runs');
	const words = useRunWords();
	const nodes = useNodeWords();
	const format = useFormat();
	const first: Column<RunSummary>[] =
		of === 'flow'
			? [
					{
						key: 'customer',
						head: t('column.customer'),
						width: '200px',
						cell: (run) => run.customer.name ?? t('customerNumber', { id: run.customer.id }),
					},
					{
						key: 'phone',
						wideOnly: true,
						head: t('column.phone'),
						width: '156px',
						cell: (run) => <PhoneText phone={run.customer.phone} none="—" />,
					},
				]
			: [{ key: 'flow', head: t('column.flow'), width: '220px', cell: (run) => run.flow.name }];
	return [
		...first,
		{
			key: 'state',
			head: t('column.state'),
			width: '148px',
			cell: (run) => <RunStatePill state={run.state} label={t(`state.${run.state}`)} />,
		},
		{
			key: 'place',
			head: t('column.place'),
			cell: (run) => {
				if (run.endedAt !== null) {
					const why =
						run.endReason === null
							? '—'
							: words.endReason(
									run.endReason,
									document && run.nodeId !== null
										? (output) => nodes.output(document, run.nodeId ?? '', output)
										: undefined,
								);
					return <span title={why}>{why}</span>;
				}
				const isPaused = run.flow.state === 'paused';
				const due =
					run.dueAt !== null && run.state === 'waiting'
						? isPaused
							? t(pausedWait(run.dueAt), { at: format.when(run.dueAt) })
							: t('leavesAt', { at: format.when(run.dueAt) })
						: isPaused
							? t('flowPaused')
							: null;
				const node = document?.nodes.find((one) => one.id === run.nodeId);
				const place = [run.nodeName || (node ? nodes.name(node) : t('unnamedNode')), due].filter(Boolean).join(' · ');
				return <span title={place}>{place}</span>;
			},
		},
		{
			key: 'version',
			wideOnly: true,
			head: t('column.version'),
			width: '80px',
			cell: (run) => t('version', { number: run.version }),
		},
		{ key: 'started', head: t('column.started'), width: '128px', cell: (run) => <When at={run.startedAt} /> },
		{ key: 'ended', wideOnly: true, head: t('column.ended'), width: '128px', cell: (run) => <When at={run.endedAt} /> },
	];
}

/** What is said of a wait in a paused flow: its end is to come, or passed meanwhile. */
function pausedWait(dueAt: string): 'pausedUntil' | 'pausedSince' {
	return Date.parse(dueAt) > Date.now() ? 'pausedUntil' : 'pausedSince';
}
