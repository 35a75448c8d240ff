import { Select } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { routes } from '@volna/contract';
import { useRead } from '../../reading/use-read.ts';
import { useCanvas, useCounts, useFacts, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import styles from './numbers.module.css';
import { useShownNumber } from './use-shown-number.ts';

/** Which version and period the numbers are of, and as of when. */
export function NumbersBar() {
	const texts = useTexts();
	const { view, flowId } = useCanvas();
	const { flow } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const version = useView((state) => state.version);
	const days = useView((state) => state.days);
	const asOf = useCounts((state) => state.counts?.asOf ?? null);
	const versions = useRead(routes.listVersions, { params: { flow: flowId } }, { enabled: isNumbers });
	const number = useShownNumber();
	if (!isNumbers) return null;
	const active = flow.activeVersion;
	const items = (versions.data?.items ?? (active ? [active] : [])).map((one) => ({
		value: one.id,
		label: texts.t('numbers.version', { number: one.number, date: texts.moment(one.publishedAt) }),
	}));
	return (
		<div className={styles.bar}>
			<Select
				aria-label={texts.t('numbers.version-label')}
				className={styles.version}
				data={[...items, { value: 'all', label: texts.t('numbers.all-versions') }]}
				value={version ?? active?.id ?? null}
				onChange={(value) => view.setState({ version: value === active?.id ? null : value })}
				allowDeselect={false}
				comboboxProps={{ width: 260, position: 'bottom-start' }}
			/>
			<Select
				aria-label={texts.t('numbers.period-label')}
				className={styles.period}
				leftSection={<IconCalendar size={16} stroke={1.75} />}
				data={[1, 7, 30, 90].map((count) => ({ value: String(count), label: texts.t('numbers.days', { count }) }))}
				value={String(days)}
				onChange={(value) => view.setState({ days: Number(value ?? 30) })}
				allowDeselect={false}
			/>
			{version === 'all' && number !== null && (
				<span className={styles.asOf}>{texts.t('numbers.drawn-over', { number })}</span>
			)}
			<span className={styles.space} />
			<span className={styles.legend}>
				<i aria-hidden />
				{texts.t('numbers.width-is-share')}
			</span>
			{asOf && <span className={styles.asOf}>{texts.t('numbers.as-of', { time: texts.time(asOf) })}</span>}
		</div>
	);
}
