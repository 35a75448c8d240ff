import { Button, FileButton, Progress, TextInput } from '@mantine/core';
import { IconHash } from '@tabler/icons-react';
import { ApiError, NumberingFault, type NumberTable, routes } from '@volna/contract';
import { Card, EmptyState, ErrorState, KeyValues, Notice, PageHeader, PhoneText } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import { useUpload } from '../imports/use-upload.ts';
import { AsOf } from '../reading/AsOf.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import css from './zones.module.css';

/** The register of numbering ranges: which file is in use, a newer one, and what a number says. */
export function NumberingScreen() {
	const { t } = useTranslation('zones');
	const errorText = useErrorText();
	const mayLoad = useRight('provider');
	const read = useRead(routes.readNumbering, {}, { pollMs: 3000 });
	const load = useChange(routes.loadNumbering, { quiet: true, stale: ['readNumbering'] });
	const { upload, start, cancel } = useUpload((file) =>
		load.mutate({ body: { file: file.id } }, { onSettled: () => cancel() }),
	);
	const busy = upload.state === 'running' || load.isPending;
	const problem = upload.state === 'failed' ? upload.error : load.error;
	const tables = read.data?.tables ?? [];
	const current = tables.find((table) => table.state === 'current');
	const loading = tables.some((table) => table.state === 'loading');
	return (
		<Screen crumbs={[{ label: t('settings') }, { label: t('title') }]}>
			<PageHeader
				title={t('title')}
				meta={<AsOf at={read.data?.asOf} />}
				actions={
					<WithReason reason={mayLoad ? null : t('noRight')}>
						<FileButton
							accept=".csv,text/csv"
							onChange={(file) => {
								if (!file) return;
								load.reset();
								start(file);
							}}
						>
							{(props) => (
								<Button {...props} disabled={!mayLoad} loading={busy}>
									{t('load')}
								</Button>
							)}
						</FileButton>
					</WithReason>
				}
			/>
			<ScreenBody>
				<div className={css.column}>
					{upload.state === 'running' ? <Progress value={upload.share * 100} aria-label={t('uploading')} /> : null}
					{problem ? <Notice tone="danger">{faultText(problem) ?? errorText(problem)}</Notice> : null}
					{loading ? <Notice tone="info">{t('loadingNow')}</Notice> : null}
					<Card title={t('inUse')}>
						{read.data === undefined ? (
							read.error ? (
								<ErrorState
									text={errorText(read.error)}
									retryLabel={t('common:retry')}
									onRetry={() => void read.refetch()}
								/>
							) : (
								<div className={css.waiting} aria-busy />
							)
						) : current ? (
							<TableFacts table={current} customers={read.data.customersByNumber} />
						) : (
							<EmptyState icon={IconHash} text={t('empty')} />
						)}
					</Card>
					<TryNumber />
					<p className={css.hint}>
						{t('source')}{' '}
						<a href="https://opendata.digital.gov.ru/registry/numeric/downloads" target="_blank" rel="noreferrer">
							{t('sourceLink')}
						</a>
					</p>
				</div>
			</ScreenBody>
		</Screen>
	);

	function faultText(error: Error): string | null {
		if (!(error instanceof ApiError) || error.body.code !== 'numbering-refused') return null;
		const fault = NumberingFault.safeParse(error.body.details);
		if (!fault.success) return null;
		return t(`problem.${fault.data.problem}`, { line: fault.data.line ?? '', value: fault.data.value ?? '' });
	}
}

function TableFacts({ table, customers }: { table: NumberTable; customers: number }) {
	const { t } = useTranslation('zones');
	const format = useFormat();
	return (
		<div className={css.stack}>
			<KeyValues
				items={[
					{ label: t('fact.file'), value: table.fileName },
					{ label: t('fact.loaded'), value: format.inText(table.loadedAt) },
					{ label: t('fact.who'), value: table.staffName ?? '—' },
					{ label: t('fact.ranges'), value: format.number(table.ranges) },
					{ label: t('fact.numbers'), value: format.number(table.numbers) },
					{ label: t('fact.customers'), value: format.number(customers) },
				]}
			/>
			{table.unknownRegions.length > 0 ? (
				<Notice tone="warning">
					{t('unknownRegions', {
						regions: table.unknownRegions
							.slice(0, 10)
							.map(({ region, ranges }) => `${region} (${format.number(ranges)})`)
							.join(', '),
					})}
				</Notice>
			) : null}
		</div>
	);
}

function TryNumber() {
	const { t } = useTranslation('zones');
	const format = useFormat();
	const [text, setText] = useState('');
	const tried = useChange(routes.tryNumber, {});
	const answer = tried.data;
	return (
		<Card title={t('try.title')}>
			<div className={css.stack}>
				<form
					className={css.line}
					onSubmit={(event) => {
						event.preventDefault();
						if (text.trim()) tried.mutate({ body: { phone: text } });
					}}
				>
					<TextInput
						label={t('try.number')}
						placeholder="+7 913 612-34-56"
						w={240}
						maxLength={100}
						value={text}
						onChange={(event) => setText(event.currentTarget.value)}
					/>
					<Button type="submit" variant="default" loading={tried.isPending}>
						{t('try.button')}
					</Button>
				</form>
				{answer?.status === 'refused' ? <Notice tone="warning">{t('try.refused')}</Notice> : null}
				{answer?.status === 'found' ? (
					<KeyValues
						items={[
							{ label: t('try.number'), value: <PhoneText phone={answer.phone} none="—" /> },
							{ label: t('try.operator'), value: answer.range?.operator ?? t('try.none') },
							{ label: t('try.region'), value: answer.range?.region ?? t('try.none') },
							{ label: t('try.zone'), value: answer.zone ?? t('try.noZone') },
							...(answer.zone
								? [{ label: t('try.clock'), value: format.clockIn(new Date(), answer.zone) ?? '—' }]
								: []),
						]}
					/>
				) : null}
			</div>
		</Card>
	);
}
