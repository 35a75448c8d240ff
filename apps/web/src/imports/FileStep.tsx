import { Button, Checkbox, Progress, Select, TextInput } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileTypeCsv } from '@tabler/icons-react';
import type { FilePreview, ImportFormat } from '@volna/contract';
import { Card, ErrorState, Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useFormat } from '../format/use-format.ts';
import css from './imports.module.css';
import { countOdd, markOdd } from './odd-letters.ts';
import type { Upload } from './use-upload.ts';

const ENCODINGS = ['utf-8', 'windows-1251', 'koi8-r', 'ibm866', 'utf-16le', 'utf-16be'] as const;
const DELIMITERS = [';', ',', '\t', '|'];
const MOST_BYTES = 2 * 1024 ** 3;

/** The file, and its first rows as they are read; encoding and delimiter are corrected over them. */
export function FileStep(props: {
	upload: Upload;
	onFile: (file: File) => void;
	onCancel: () => void;
	preview: FilePreview | undefined;
	dimmed: boolean;
	error: Error | null;
	onRetry: () => void;
	onFormat: (format: Partial<ImportFormat>) => void;
}) {
	const { t } = useTranslation('imports');
	const format = useFormat();
	const errorText = useErrorText();
	const size = useSize();
	const { upload, preview } = props;
	return (
		<Card title={t('step.file')}>
			<div className={css.stack}>
				{upload.state === 'none' || upload.state === 'failed' ? (
					<Dropzone
						className={css.drop}
						multiple={false}
						maxSize={MOST_BYTES}
						onDrop={(files) => files[0] && props.onFile(files[0])}
						inputProps={{ 'aria-label': t('file.choose'), accept: '.csv,.txt,text/csv,text/plain' }}
					>
						<IconFileTypeCsv size={28} stroke={1.5} aria-hidden />
						<p className={css.dropText}>{t('file.drop')}</p>
						<p className={css.hint}>{t('file.kinds')}</p>
					</Dropzone>
				) : null}
				{upload.state === 'failed' ? <Notice tone="danger">{errorText(upload.error)}</Notice> : null}
				{upload.state === 'running' ? (
					<div className={css.stack}>
						<div className={css.fileLine}>
							<span className={css.fileName}>{upload.name}</span>
							<span className={css.hint}>
								{t('file.uploading', {
									share: format.percent(upload.share),
									size: size(upload.size),
								})}
							</span>
							<span className={css.grow} />
							<Button variant="default" size="xs" onClick={props.onCancel}>
								{t('common:cancel')}
							</Button>
						</div>
						<Progress value={upload.share * 100} aria-label={t('file.progress')} />
					</div>
				) : null}
				{upload.state === 'done' ? (
					<div className={css.fileLine}>
						<IconFileTypeCsv size={18} stroke={1.75} aria-hidden />
						<span className={css.fileName}>{upload.file.name}</span>
						<span className={css.hint}>{size(upload.file.size)}</span>
						<span className={css.grow} />
						<Button variant="default" size="xs" onClick={props.onCancel}>
							{t('file.other')}
						</Button>
					</div>
				) : null}
				{props.error ? (
					<ErrorState text={errorText(props.error)} retryLabel={t('common:retry')} onRetry={props.onRetry} />
				) : null}
				{preview ? <Reading {...props} preview={preview} /> : null}
			</div>
		</Card>
	);
}

function Reading(props: { preview: FilePreview; dimmed: boolean; onFormat: (format: Partial<ImportFormat>) => void }) {
	const { t } = useTranslation('imports');
	const { format, headers, rows } = props.preview;
	const odd = countOdd([...(format.header ? [headers] : []), ...rows.map((row) => row.cells)]);
	const named = DELIMITERS.includes(format.delimiter);
	return (
		<>
			<div className={css.line}>
				<Select
					label={t('file.encoding')}
					w={180}
					allowDeselect={false}
					data={ENCODINGS.map((value) => ({ value, label: t(`encoding.${value}`) }))}
					value={format.encoding}
					onChange={(value) => props.onFormat({ encoding: value as ImportFormat['encoding'] })}
				/>
				<Select
					label={t('file.delimiter')}
					w={200}
					allowDeselect={false}
					data={[
						...DELIMITERS.map((value) => ({ value, label: t(`delimiter.${nameOf(value)}`) })),
						{ value: 'other', label: t('delimiter.other') },
					]}
					value={named ? format.delimiter : 'other'}
					onChange={(value) => props.onFormat({ delimiter: value === 'other' || value === null ? '~' : value })}
				/>
				{named ? null : (
					<TextInput
						label={t('file.ownDelimiter')}
						w={120}
						maxLength={1}
						value={format.delimiter}
						onChange={(event) => event.currentTarget.value && props.onFormat({ delimiter: event.currentTarget.value })}
					/>
				)}
				<Checkbox
					label={t('file.header')}
					pb={7}
					checked={format.header}
					onChange={(event) => props.onFormat({ header: event.currentTarget.checked })}
				/>
				<Checkbox
					label={t('file.quotes')}
					pb={7}
					checked={format.quotes}
					onChange={(event) => props.onFormat({ quotes: event.currentTarget.checked })}
				/>
			</div>
			{odd > 0 ? <Notice tone="warning">{t('file.odd', { encoding: t(`encoding.${format.encoding}`) })}</Notice> : null}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
			<section className={css.preview} tabIndex={0} aria-label={t('file.rows')} data-dimmed={props.dimmed}>
				<table>
					<thead>
						<tr>
							<th scope="col">{t('file.line')}</th>
							{headers.map((header, index) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name
								<th key={index} scope="col">
									<Letters text={format.header ? header : t('file.column', { n: header })} />
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{rows.map((row) => (
							<tr key={row.line}>
								<td>{row.line}</td>
								{row.problem ? (
									<td colSpan={headers.length}>{t(`problem.${row.problem}`)}</td>
								) : (
									headers.map((_, index) => (
										// biome-ignore lint/suspicious/noArrayIndexKey: cells have no identity but their place
										<td key={index}>
											<Letters text={row.cells[index] ?? ''} />
										</td>
									))
								)}
							</tr>
						))}
					</tbody>
				</table>
			</section>
		</>
	);
}

function Letters({ text }: { text: string }) {
	return markOdd(text).map((piece) =>
		piece.odd ? (
			<mark key={piece.at} className={css.odd}>
				{piece.text}
			</mark>
		) : (
			<span key={piece.at}>{piece.text}</span>
		),
	);
}

function nameOf(delimiter: string): 'semicolon' | 'comma' | 'tab' | 'bar' {
	return delimiter === ';' ? 'semicolon' : delimiter === ',' ? 'comma' : delimiter === '|' ? 'bar' : 'tab';
}

/** Bytes as people say them. */
function useSize(): (bytes: number) => string {
	const { t } = useTranslation('imports');
	const format = useFormat();
	return (bytes) => {
		if (bytes < 1024 ** 2) return t('size.kb', { n: format.number(Math.max(1, Math.round(bytes / 1024))) });
		if (bytes < 1024 ** 3) return t('size.mb', { n: format.number(Math.round(bytes / 1024 ** 2)) });
		return t('size.gb', { n: format.number(Math.round((bytes * 10) / 1024 ** 3) / 10) });
	};
}
