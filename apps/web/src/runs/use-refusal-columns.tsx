import type { AnswerOf, routes } from '@volna/contract';
import { type Column, PhoneText } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { Go } from '../shell/Go.tsx';
import { useRunWords } from './use-run-words.ts';

type Refusal = AnswerOf<typeof routes.listRefusals>['items'][number];

/** Columns of the hits that started no run. */
export function useRefusalColumns(): Column<Refusal>[] {
	const { t } = useTranslation('runs');
	const words = useRunWords();
	return [
		{
			key: 'customer',
			head: t('column.customer'),
			width: '200px',
			cell: (refusal) => (
				<Go href={`/customers/${refusal.customer.id}`}>
					{refusal.customer.name ?? t('customerNumber', { id: refusal.customer.id })}
				</Go>
			),
		},
		{
			key: 'phone',
			head: t('column.phone'),
			width: '156px',
			cell: (refusal) => <PhoneText phone={refusal.customer.phone} none="—" />,
		},
		{
			key: 'reason',
			head: t('column.why'),
			wrap: true,
			cell: (refusal) => {
				const { text, remedy } = words.refusal(refusal.reason);
				return (
					<>
						<b>{text}</b>
						{remedy ? <div style={{ color: 'var(--text-2)' }}>{remedy}</div> : null}
					</>
				);
			},
		},
		{
			key: 'version',
			head: t('column.version'),
			width: '80px',
			cell: (refusal) => t('version', { number: refusal.version }),
		},
		{ key: 'action', head: t('column.actionAt'), width: '128px', cell: (refusal) => <When at={refusal.actionAt} /> },
		{ key: 'at', head: t('column.refusedAt'), width: '128px', cell: (refusal) => <When at={refusal.at} /> },
	];
}
