import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconClock, IconClockOff } from '@tabler/icons-react';
import { Temporal } from 'temporal-polyfill';
import { useFilterForm } from './filter-form-context.ts';
import css from './filters.module.css';

/** A date, or with `timed` also a moment of the project's zone. */
export function MomentInput({
	label,
	value,
	timed,
	onChange,
}: {
	label: string;
	value: unknown;
	timed: boolean;
	onChange: (value: string | undefined) => void;
}) {
	const { t, zone = 'UTC' } = useFilterForm().speech;
	const text = typeof value === 'string' ? value : '';
	const isMoment = text.includes('T');
	if (!isMoment) {
		return (
			<span className={css.values}>
				<TextInput
					type="date"
					aria-label={label}
					value={text}
					onChange={(event) => onChange(event.currentTarget.value || undefined)}
				/>
				{timed && text !== '' && (
					<Tooltip label={t('withTime')}>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={`${t('withTime')}, ${label}`}
							onClick={() => onChange(instantOf(`${text}T00:00`, zone))}
						>
							<IconClock size={16} stroke={1.75} />
						</ActionIcon>
					</Tooltip>
				)}
			</span>
		);
	}
	const local = localOf(text, zone);
	return (
		<span className={css.values}>
			<TextInput
				type="datetime-local"
				aria-label={label}
				value={local}
				onChange={(event) => {
					const next = event.currentTarget.value;
					onChange(next === '' ? undefined : instantOf(next, zone));
				}}
			/>
			<Tooltip label={t('withoutTime')}>
				<ActionIcon
					variant="subtle"
					color="gray"
					aria-label={`${t('withoutTime')}, ${label}`}
					onClick={() => onChange(local.slice(0, 10))}
				>
					<IconClockOff size={16} stroke={1.75} />
				</ActionIcon>
			</Tooltip>
		</span>
	);
}

function instantOf(local: string, zone: string): string {
	return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString();
}

function localOf(instant: string, zone: string): string {
	try {
		return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime().toString().slice(0, 16);
	} catch {
		return '';
	}
}
