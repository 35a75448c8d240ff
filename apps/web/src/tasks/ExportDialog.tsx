import { Button, Checkbox, Modal } from '@mantine/core';
import { type ExportColumn, type ExportFrom, routes } from '@volna/contract';
import { ErrorState, Notice } from '@volna/ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import { useRight } from '../session/use-right.ts';
import css from './ExportDialog.module.css';

/** Which columns an export has; it then starts as a task. */
export function ExportDialog(props: {
	from: ExportFrom;
	columns?: readonly string[] | undefined;
	onClose: () => void;
}) {
	const { t } = useTranslation('tasks');
	const errorText = useErrorText();
	const read = useRead(routes.listExportColumns, { params: { source: props.from.source } });
	const [ticked, setTicked] = useState<ReadonlySet<string> | null>(null);
	const seesPersonal = useRight('read-personal');
	const start = useChange(routes.startExport, { stale: ['readBell'], done: props.onClose });
	const columns = read.data?.items ?? [];
	const chosen = ticked ?? firstTicked(columns, props.columns);
	const wanted = columns.filter((column) => chosen.has(column.key)).map((column) => column.key);
	const asked = props.columns?.filter((key) => wanted.includes(key)) ?? [];
	// The list's own order first, then the rest as the file has them.
	const ordered = [...asked, ...wanted.filter((key) => !asked.includes(key))];

	function toggle(key: string) {
		const next = new Set(chosen);
		if (!next.delete(key)) next.add(key);
		setTicked(next);
	}

	return (
		<Modal
			opened
			onClose={props.onClose}
			title={t('export.title')}
			size={560}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<p className={css.about}>{t('export.about')}</p>
			{seesPersonal ? null : <Notice tone="info">{t('export.masked')}</Notice>}
			{read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : (
				<fieldset className={css.columns} aria-busy={!read.data}>
					<legend className={css.legend}>
						<b>{t('export.columns')}</b>
						<span>{t('export.chosen', { count: ordered.length, of: columns.length })}</span>
						<Button variant="subtle" size="compact-xs" onClick={() => setTicked(firstTicked(columns, undefined))}>
							{t('export.usual')}
						</Button>
						<Button
							variant="subtle"
							size="compact-xs"
							onClick={() => setTicked(new Set(columns.map((column) => column.key)))}
						>
							{t('export.everything')}
						</Button>
					</legend>
					<div className={css.grid}>
						{columns.map((column) => (
							<Checkbox
								key={column.key}
								label={column.heading}
								description={column.personal ? t('export.personal') : undefined}
								checked={chosen.has(column.key)}
								onChange={() => toggle(column.key)}
							/>
						))}
					</div>
				</fieldset>
			)}
			<div className={css.foot}>
				{read.data && ordered.length === 0 ? <span className={css.none}>{t('export.none')}</span> : null}
				<Button variant="default" onClick={props.onClose}>
					{t('common:cancel')}
				</Button>
				<Button
					data-autofocus
					disabled={ordered.length === 0}
					loading={start.isPending}
					onClick={() => start.mutate({ body: { from: props.from, columns: ordered } })}
				>
					{t('export.start')}
				</Button>
			</div>
		</Modal>
	);
}

function firstTicked(columns: readonly ExportColumn[], asked: readonly string[] | undefined): ReadonlySet<string> {
	const known = columns.map((column) => column.key);
	const fitting = asked?.filter((key) => known.includes(key)) ?? [];
	return new Set(fitting.length > 0 ? fitting : columns.filter((column) => column.usual).map((column) => column.key));
}
