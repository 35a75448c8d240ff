import { Button, Loader, Progress } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type AnswerOf, routes } from '@volna/contract';
import { Card, ErrorState, KeyValues, Notice, PageHeader } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { FaultTable } from './FaultTable.tsx';
import { ImportCounts } from './ImportCounts.tsx';
import { ImportStatePill } from './ImportStatePill.tsx';
import css from './imports.module.css';

type ReadImport = AnswerOf<typeof routes.readImport>;
const FAULTS = 25;

/** One import: how far it is, what came of it, the rows it could not apply, and its question if it has one. */
export function ImportScreen() {
	const { t } = useTranslation('imports');
	const { import: id } = useParams({ from: '/shell/data/imports/$import' });
	const errorText = useErrorText();
	const read = useRead(routes.readImport, { params: { import: id } }, { pollMs: 1000 });
	const found = read.data;
	return (
		<Screen
			crumbs={[
				{ label: t('shell:nav.data') },
				{ label: t('title'), href: '/data/imports' },
				{ label: found?.fileName ?? t('one') },
			]}
		>
			{found ? (
				<Found found={found} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : (
				<div style={{ padding: 24 }}>
					<Loader size="sm" aria-label={t('common:loading')} />
				</div>
			)}
		</Screen>
	);
}

function Found({ found }: { found: ReadImport }) {
	const { t } = useTranslation('imports');
	return (
		<>
			<PageHeader
				title={found.fileName}
				pill={<ImportStatePill state={found.state} />}
				meta={<AsOf at={found.asOf} />}
				actions={
					found.errorCount > 0 && found.task ? (
						<Button component="a" variant="default" c="var(--text)" href={`/api/v1/tasks/${found.task}/errors.csv`}>
							{t('errorFile')}
						</Button>
					) : null
				}
			/>
			<ScreenBody>
				<div className={css.steps}>
					{found.state === 'asks' ? <Question found={found} /> : null}
					{found.state === 'failed' ? <Notice tone="danger">{t('failed')}</Notice> : null}
					<Card title={t('came')}>
						<div className={css.stack}>
							<Share found={found} />
							<ImportCounts rows={found.rowsRead} counts={found.counts} />
							{found.state === 'done' || found.state === 'done_with_errors' ? (
								<p className={css.hint}>{t('balance')}</p>
							) : null}
						</div>
					</Card>
					<Faults found={found} />
					<Card title={t('setUp')}>
						<Facts found={found} />
					</Card>
				</div>
			</ScreenBody>
		</>
	);
}

function Share({ found }: { found: ReadImport }) {
	const { t } = useTranslation('imports');
	if (found.state !== 'running' && found.state !== 'waiting') return null;
	const share = found.rowsTotal ? Math.min(1, found.rowsRead / found.rowsTotal) : 0;
	return <Progress value={share * 100} animated aria-label={t('progress')} />;
}

function Question({ found }: { found: ReadImport }) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const answer = useChange(routes.answerImport, { stale: ['readImport', 'listImports'] });
	const say = (goOn: boolean) => answer.mutate({ params: { import: found.id }, body: { goOn } });
	return (
		<Notice
			tone="warning"
			action={
				<span className={css.line}>
					<Button variant="default" size="xs" disabled={answer.isPending} onClick={() => say(false)}>
						{t('question.leave')}
					</Button>
					<Button variant="default" size="xs" loading={answer.isPending} onClick={() => say(true)}>
						{t('question.goOn')}
					</Button>
				</span>
			}
		>
			{t('question.text', {
				refused: format.number(found.question?.refused ?? 0),
				rows: format.number(found.question?.rows ?? 0),
			})}
		</Notice>
	);
}

function Faults({ found }: { found: ReadImport }) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const read = useRead(
		routes.listTaskErrors,
		{ params: { task: found.task ?? '' }, query: { limit: FAULTS } },
		{ enabled: found.task !== null && found.errorCount > 0, pollMs: found.state === 'running' ? 3000 : 60_000 },
	);
	if (found.errorCount === 0 || !read.data) return null;
	return (
		<Card
			title={t('fault.table')}
			aside={
				<span className={css.hint}>
					{t('fault.shown', { shown: format.number(read.data.items.length), of: format.number(found.errorCount) })}
				</span>
			}
		>
			<FaultTable faults={read.data.items} />
		</Card>
	);
}

function Facts({ found }: { found: ReadImport }) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const items = [
		{ label: t('column.kind'), value: t(`kind.${found.kind}`) },
		{
			label: t('columns.target'),
			value: found.headers
				.map((header, index) => [header, found.columns[index]] as const)
				.filter(([, column]) => column)
				.map(([header, column]) => `${header} → ${column}`)
				.join(', '),
		},
		{ label: t('column.who'), value: found.staffName ?? '—' },
		{ label: t('column.when'), value: format.inText(found.createdAt) },
		...(found.finishedAt ? [{ label: t('column.finished'), value: format.inText(found.finishedAt) }] : []),
		...(found.description ? [{ label: t('settings.description'), value: found.description }] : []),
	];
	return (
		<div className={css.stack}>
			<KeyValues items={items} />
			{found.task ? <a href={`/tasks/${found.task}`}>{t('toTask')}</a> : null}
		</div>
	);
}
