import { Chip, SegmentedControl, TextInput } from '@mantine/core';
import type { Json } from '@volna/node-sdk';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';
import styles from '../inspector.module.css';

interface Window {
	readonly from: string;
	readonly to: string;
	readonly days: readonly number[];
}

const usual: Window = { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] };

/** Sending hours: any time, or a window on days of the week. */
export function HoursField(props: FieldProps) {
	const { value, disabled, onChange, bare } = props;
	const texts = useTexts();
	const label = useFieldName(props);
	const given = value as ({ any?: true } & Partial<Window>) | undefined;
	const isAny = given?.any === true;
	const hours: Window = { ...usual, ...(isAny ? {} : (given as Window | undefined)) };
	const write = (next: Window) => onChange({ from: next.from, to: next.to, days: [...next.days] } as unknown as Json);
	return (
		<>
			{!bare && <FieldLabel {...props} />}
			<SegmentedControl
				fullWidth
				aria-label={label}
				disabled={disabled}
				value={isAny ? 'any' : 'window'}
				data={[
					{ value: 'window', label: texts.t('form.hours.in-window') },
					{ value: 'any', label: texts.t('form.hours.any') },
				]}
				onChange={(next) => (next === 'any' ? onChange({ any: true }) : write(hours))}
			/>
			{!isAny && (
				<>
					<div className={styles.window}>
						<TextInput
							type="time"
							aria-label={texts.t('form.hours.from')}
							value={hours.from}
							disabled={disabled}
							onChange={(event) => event.currentTarget.value && write({ ...hours, from: event.currentTarget.value })}
						/>
						<span aria-hidden>–</span>
						<TextInput
							type="time"
							aria-label={texts.t('form.hours.to')}
							value={hours.to}
							disabled={disabled}
							onChange={(event) => event.currentTarget.value && write({ ...hours, to: event.currentTarget.value })}
						/>
						<small>
							{texts.t(props.field.options.zone === 'project' ? 'form.hours.project-zone' : 'form.hours.customer-zone')}
						</small>
					</div>
					<Chip.Group
						multiple
						value={hours.days.map(String)}
						onChange={(days) => write({ ...hours, days: days.map(Number).sort((a, b) => a - b) })}
					>
						<div className={styles.days}>
							{usual.days.map((day) => (
								<Chip key={day} value={String(day)} size="xs" radius="sm" disabled={disabled}>
									{texts.t(`form.hours.day.${day}`)}
								</Chip>
							))}
						</div>
					</Chip.Group>
				</>
			)}
		</>
	);
}
