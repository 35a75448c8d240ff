import { Select, TextInput } from '@mantine/core';
import type { FilePreview, ImportIssue } from '@volna/contract';
import { Card } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { columnOptions, namedPrefixes } from './column-options.ts';
import type { ImportKind } from './import-draft.ts';
import css from './imports.module.css';

/** Which of the customer's values each column is. */
export function ColumnsStep(props: {
	kind: ImportKind;
	preview: FilePreview;
	columns: readonly (string | null)[];
	issues: readonly ImportIssue[];
	onColumn: (index: number, column: string | null) => void;
}) {
	const { t } = useTranslation('imports');
	const { preview, columns } = props;
	const options = columnOptions(t, props.kind, preview.targets);
	const left = columns.filter((column) => column === null).length;
	return (
		<Card
			title={t('step.columns')}
			aside={
				<span className={css.hint}>
					{preview.remembered ? t('columns.remembered') : left > 0 ? t('columns.left', { count: left }) : null}
				</span>
			}
		>
			<div className={css.columns}>
				<span className={css.columnsHead}>{t('columns.header')}</span>
				<span className={css.columnsHead}>{t('columns.samples')}</span>
				<span className={css.columnsHead}>{t('columns.target')}</span>
				{preview.headers.map((header, index) => (
					<ColumnRow
						// biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
						key={index}
						header={preview.format.header ? header : t('file.column', { n: header })}
						samples={samplesOf(preview, index)}
						column={columns[index] ?? null}
						options={options}
						issue={props.issues.find((issue) => issue.column === index) ?? null}
						onColumn={(column) => props.onColumn(index, column)}
					/>
				))}
			</div>
		</Card>
	);
}

function ColumnRow(props: {
	header: string;
	samples: string;
	column: string | null;
	options: ReturnType<typeof columnOptions>;
	issue: ImportIssue | null;
	onColumn: (column: string | null) => void;
}) {
	const { t } = useTranslation('imports');
	const { column, header } = props;
	const known = props.options.some((group) => group.items.some((item) => item.value === column));
	const prefix = column !== null && !known ? namedPrefixes.find((name) => column.startsWith(`${name}:`)) : undefined;
	const error = props.issue ? t(`issue.${props.issue.code}`, { value: props.issue.value ?? '' }) : null;
	return (
		<>
			<span className={css.header}>{header}</span>
			<span className={css.samples} title={props.samples}>
				{props.samples || '—'}
			</span>
			<span className={css.target}>
				<Select
					aria-label={t('columns.targetOf', { header })}
					placeholder={t('columns.leftOut')}
					data={props.options}
					value={prefix ? `${prefix}:` : known ? column : null}
					searchable
					clearable
					clearButtonProps={{ 'aria-label': t('columns.leaveOut', { header }) }}
					nothingFoundMessage={t('columns.nothing')}
					error={prefix ? null : error}
					onChange={props.onColumn}
				/>
				{prefix ? (
					<TextInput
						aria-label={t('columns.nameOf', { header })}
						placeholder={t('columns.name')}
						value={column!.slice(prefix.length + 1)}
						error={error}
						onChange={(event) => props.onColumn(`${prefix}:${event.currentTarget.value.replace(/[^A-Za-z0-9_]/g, '')}`)}
					/>
				) : null}
			</span>
		</>
	);
}

function samplesOf(preview: FilePreview, index: number): string {
	return [...new Set(preview.rows.map((row) => row.cells[index]?.trim() ?? '').filter(Boolean))]
		.slice(0, 3)
		.join(' · ');
}
