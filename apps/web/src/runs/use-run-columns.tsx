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
				const due =
					run.dueAt !== null && run.state === 'waiting' ? ` · ${t('leavesAt', { at: format.when(run.dueAt) })}` : '';
				const node = document?.nodes.find((one) => one.id === run.nodeId);
				return `${run.nodeName || (node ? nodes.name(node) : t('unnamedNode'))}${due}`;
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
