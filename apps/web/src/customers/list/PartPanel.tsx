import { Button, NumberInput, SegmentedControl, Slider } from '@mantine/core';
import { partSize } from '@volna/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import css from './CustomersScreen.module.css';

/** A random part of the found: percent or count, with the number it comes to (G-14, G-15). */
export function PartPanel(props: {
	/** Null while it is not counted: the number then comes with the draw. */
	found: number | null;
	pending: boolean;
	onDraw: (part: { percent: number } | { count: number }) => void;
	onSplit: () => void;
	onCancel: () => void;
}) {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const [by, setBy] = useState<'percent' | 'count'>('percent');
	const [percent, setPercent] = useState<number | string>(50);
	const [count, setCount] = useState<number | string>(100);
	const { found } = props;
	const byPercent = by === 'percent';
	const valid = byPercent
		? typeof percent === 'number' && percent >= 0.1 && percent <= 100
		: typeof count === 'number' && count >= 1 && Number.isInteger(count);
	const size =
		!valid || found === null ? null : byPercent ? partSize(found, percent as number) : Math.min(found, count as number);
	const more = valid && !byPercent && found !== null && (count as number) > found;
	function submit(event: FormEvent) {
		event.preventDefault();
		if (!valid) return;
		props.onDraw(byPercent ? { percent: percent as number } : { count: count as number });
	}
	return (
		<form className={css.part} onSubmit={submit} aria-label={t('list.partTitle')}>
			<h3 className={css.partTitle}>{t('list.partTitle')}</h3>
			<p className={css.partSay}>
				{found === null ? t('list.partOfUncounted') : t('list.partOf', { count: found, figure: format.number(found) })}
			</p>
			<div className={css.partLine}>
				<SegmentedControl
					size="xs"
					aria-label={t('list.partBy')}
					value={by}
					onChange={(value) => setBy(value as 'percent' | 'count')}
					data={[
						{ value: 'percent', label: t('list.percent') },
						{ value: 'count', label: t('list.number') },
					]}
				/>
				{byPercent ? (
					<NumberInput
						w={86}
						hideControls
						aria-label={t('list.percent')}
						data-autofocus
						min={0.1}
						max={100}
						decimalScale={1}
						decimalSeparator=","
						allowedDecimalSeparators={[',', '.']}
						rightSection={<span className={css.none}>%</span>}
						value={percent}
						onChange={setPercent}
						error={!valid}
					/>
				) : (
					<NumberInput
						w={120}
						hideControls
						aria-label={t('list.number')}
						data-autofocus
						min={1}
						allowDecimal={false}
						thousandSeparator=" "
						value={count}
						onChange={setCount}
						error={!valid}
					/>
				)}
			</div>
			{byPercent ? (
				<Slider
					thumbLabel={t('list.percent')}
					label={null}
					min={1}
					max={100}
					value={typeof percent === 'number' ? percent : 1}
					onChange={setPercent}
				/>
			) : null}
			<div className={css.partResult} aria-live="polite">
				{valid ? (
					<>
						{size === null ? null : <b>{format.number(size)}</b>}
						<span>{size === null ? t('list.countedWhenDrawn') : t('list.willBeSelected', { count: size })}</span>
					</>
				) : (
					<span>{t(byPercent ? 'list.percentWrong' : 'list.numberWrong')}</span>
				)}
			</div>
			<p className={css.partHint}>
				{more ? `${t('list.moreThanFound')} ` : ''}
				{t('list.partKept')}{' '}
				<button type="button" className={css.inline} onClick={props.onSplit}>
					{t('list.partSplit')}
				</button>
			</p>
			<div className={css.dialogFoot}>
				<Button variant="default" onClick={props.onCancel}>
					{t('common:cancel')}
				</Button>
				<Button type="submit" disabled={!valid} loading={props.pending}>
					{t('list.select')}
				</Button>
			</div>
		</form>
	);
}
