import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ApiError, type ImportFormat, type ImportIssue, routes } from '@volna/contract';
import { PageHeader } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../reading/use-read.ts';
import { useClient } from '../session/client-context.tsx';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { CheckStep } from './CheckStep.tsx';
import { ColumnsStep } from './ColumnsStep.tsx';
import { FileStep } from './FileStep.tsx';
import { bodyOf, columnsOf, draftFor, type ImportDraft } from './import-draft.ts';
import css from './imports.module.css';
import { SettingsStep } from './SettingsStep.tsx';
import { type UploadedFile, useUpload } from './use-upload.ts';

/** A new import, step by step on one page: file, columns, settings, check. */
export function NewImportScreen() {
	const { t } = useTranslation('imports');
	const client = useClient();
	const navigate = useNavigate();
	const search = useSearch({ from: '/shell/data/imports/new' });
	const [file, setFile] = useState<UploadedFile | null>(null);
	const [draft, setDraft] = useState<ImportDraft>(() => draftFor(search));
	const upload = useUpload(setFile);
	const change = (next: Partial<ImportDraft>) => setDraft((before) => ({ ...before, ...next }));
	const read = useRead(
		routes.previewImport,
		{ body: { file: file?.id ?? '', format: draft.format } },
		{ enabled: file !== null },
	);
	const preview = file ? read.data : undefined;
	const columns = preview ? columnsOf(draft, preview) : [];
	const body = preview && file ? bodyOf(draft, preview, file) : null;
	const asked = JSON.stringify(body);
	const check = useMutation({
		mutationFn: async () => ({ of: asked, answer: await client(routes.checkImport, { body: body! }) }),
	});
	const start = useMutation({
		mutationFn: () => client(routes.startImport, { body: body! }),
		onSuccess: ({ id }) => void navigate({ to: '/data/imports/$import', params: { import: id } }),
	});
	const issues = issuesOf(start.error) ?? issuesOf(check.error) ?? [];
	const edit = (next: Partial<ImportDraft>) => {
		start.reset();
		if (check.error) check.reset();
		change(next);
	};
	return (
		<Screen
			crumbs={[{ label: t('shell:nav.data') }, { label: t('title'), href: '/data/imports' }, { label: t('newOne') }]}
		>
			<PageHeader
				title={t('newOne')}
				actions={
					<WithReason reason={body ? null : t('start.needsFile')}>
						<Button disabled={!body} loading={start.isPending} onClick={() => start.mutate()}>
							{t('start.button')}
						</Button>
					</WithReason>
				}
			/>
			<ScreenBody>
				<div className={css.steps}>
					<FileStep
						upload={upload.upload}
						onFile={(chosen) => {
							setFile(null);
							edit({ format: {}, columns: {} });
							upload.start(chosen);
						}}
						onCancel={() => {
							setFile(null);
							upload.cancel();
						}}
						preview={preview}
						dimmed={read.isPlaceholderData}
						error={file ? read.error : null}
						onRetry={() => void read.refetch()}
						onFormat={(format: Partial<ImportFormat>) => edit({ format: { ...draft.format, ...format }, columns: {} })}
					/>
					{preview ? (
						<>
							<ColumnsStep
								kind={draft.kind}
								preview={preview}
								columns={columns}
								issues={issues}
								onColumn={(index, column) => edit({ columns: { ...draft.columns, [index]: column } })}
							/>
							<SettingsStep draft={draft} columns={columns} targets={preview.targets} onChange={edit} />
							<CheckStep
								check={check.data?.answer}
								stale={check.data !== undefined && check.data.of !== asked}
								checking={check.isPending}
								error={start.error ?? check.error}
								issues={issues}
								onCheck={() => {
									start.reset();
									check.mutate();
								}}
							/>
						</>
					) : null}
				</div>
			</ScreenBody>
		</Screen>
	);
}

/** What the api says is wrong with the set-up; null when it said something else. */
function issuesOf(error: Error | null): ImportIssue[] | null {
	if (!(error instanceof ApiError) || error.body.code !== 'import-invalid') return null;
	return error.body.details as ImportIssue[];
}
