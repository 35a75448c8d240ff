import { Button } from '@mantine/core';
import type { AnswerOf, ImportIssue, routes } from '@volna/contract';
import { Card, Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { FaultTable } from './FaultTable.tsx';
import { ImportCounts } from './ImportCounts.tsx';
import css from './imports.module.css';

/** What the first thousand rows would come to; counted anew when something changed. */
export function CheckStep(props: {
	check: AnswerOf<typeof routes.checkImport> | undefined;
	stale: boolean;
	checking: boolean;
	error: Error | null;
	issues: readonly ImportIssue[];
	onCheck: () => void;
}) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const errorText = useErrorText();
	const { check, issues } = props;
	const bad = check ? check.counts.refused / Math.max(1, check.rows) : 0;
	return (
		<Card
			title={t('step.check')}
			aside={
				check ? <span className={css.hint}>{props.stale ? t('check.stale') : <AsOf at={check.asOf} />}</span> : null
			}
		>
			<div className={css.stack}>
				<div className={css.line}>
					<Button variant="default" loading={props.checking} onClick={props.onCheck}>
						{t(check ? 'check.again' : 'check.run')}
					</Button>
					<p className={css.hint}>{t('check.hint')}</p>
				</div>
				{issues.length > 0 ? (
					<Notice tone="danger">
						<ul className={css.issues}>
							{issues.map((issue) => (
								<li key={`${issue.code} ${issue.column} ${issue.value}`}>
									{t(`issue.${issue.code}`, { value: issue.value ?? '' })}
								</li>
							))}
						</ul>
					</Notice>
				) : props.error ? (
					<Notice tone="danger">{errorText(props.error)}</Notice>
				) : null}
				{check && issues.length === 0 ? (
					<div className={css.stack} style={{ opacity: props.stale ? 0.5 : 1 }}>
						<ImportCounts rows={check.rows} counts={check.counts} />
						{bad > 0.3 ? <Notice tone="warning">{t('check.asks', { share: format.percent(bad) })}</Notice> : null}
						<p className={css.hint}>
							{t(check.more ? 'check.more' : 'check.whole', { count: check.rows, shown: format.number(check.rows) })}
						</p>
						{check.faults.length > 0 ? <FaultTable faults={check.faults} /> : null}
					</div>
				) : null}
			</div>
		</Card>
	);
}
