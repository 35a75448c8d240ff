import { NumberInput, Select } from '@mantine/core';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';

const months = Array.from({ length: 12 }, (_, index) => String(index + 1).padStart(2, '0'));
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day without a year, as `12-20`. */
export function DayOfYearInput({
	label,
	value,
	onChange,
}: {
	label: string;
	value: unknown;
	onChange: (value: string | undefined) => void;
}) {
	const { t, language } = useFilterForm().speech;
	const [month = '', day = ''] = typeof value === 'string' ? value.split('-') : [];
	const name = (of: string) =>
		new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { month: 'long', timeZone: 'UTC' }).format(
			new Date(`2000-${of}-01T00:00:00Z`),
		);
	const set = (nextMonth: string, nextDay: number) => {
		const most = longest[Number(nextMonth) - 1] ?? 31;
		onChange(`${nextMonth}-${String(Math.min(Math.max(nextDay, 1), most)).padStart(2, '0')}`);
	};
	return (
		<span className={css.values}>
			<NumberInput
				w={64}
				flex="0 0 64px"
				hideControls
				allowDecimal={false}
				min={1}
				max={31}
				aria-label={`${t('dayLabel')}, ${label}`}
				value={day === '' ? '' : Number(day)}
				onChange={(next) => typeof next === 'number' && set(month || '01', next)}
			/>
			<Select
				aria-label={`${t('monthLabel')}, ${label}`}
				allowDeselect={false}
				data={months.map((one) => ({ value: one, label: name(one) }))}
				value={month === '' ? null : month}
				onChange={(next) => next !== null && set(next, Number(day) || 1)}
			/>
		</span>
	);
}
