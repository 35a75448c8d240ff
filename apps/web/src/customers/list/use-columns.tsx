import { type CustomerRow, customerColumns, type FilterWords } from '@volna/contract';
import { type Column, PhoneText } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import { When } from '../../format/When.tsx';
import { useSession } from '../../session/use-session.ts';
import { PlaceAndClock } from '../PlaceAndClock.tsx';
import { SmsPill } from '../SmsPill.tsx';
import css from './CustomersScreen.module.css';

export interface ColumnChoice {
	readonly key: string;
	readonly title: string;
}

/** Every column a list can have: Volna's own, one per segmentation, one per custom field. */
export function useColumnChoices(words: FilterWords | undefined): readonly ColumnChoice[] {
	const { t } = useTranslation('customers');
	const own = customerColumns.map((key) => ({ key, title: t(`list.column.${key}`) }));
	const segmentations = (words?.segmentations ?? [])
		.filter((one) => !one.archived)
		.map((one) => ({ key: `segmentation:${one.id}`, title: one.name }));
	const fields = (words?.fields ?? [])
		.filter((one) => one.entity === 'customer' && !one.archived)
		.map((one) => ({ key: `custom:${one.name}`, title: one.title }));
	return [...own, ...segmentations, ...fields];
}

const widths: Readonly<Record<string, string>> = {
	name: '156px',
	id: '96px',
	phone: '132px',
	email: '210px',
	area: '156px',
	sms: '176px',
	orders: '72px',
	ordersTotal: '90px',
	lastAction: '204px',
	activity: '132px',
	created: '124px',
	source: '110px',
	sex: '92px',
	birthDate: '112px',
	zone: '150px',
};

/** The chosen columns in their order; one that is no more is left out. */
export function useColumns(chosen: readonly string[], words: FilterWords | undefined): Column<CustomerRow>[] {
	const { t } = useTranslation('customers');
	const format = useFormat();
	const { project } = useSession();
	const choices = new Map(useColumnChoices(words).map((one) => [one.key, one.title]));
	const none = <span className={css.none}>—</span>;
	const cells: Readonly<Record<string, (row: CustomerRow) => React.ReactNode>> = {
		name: (row) => row.name ?? t('unnamed', { id: row.id }),
		id: (row) => row.id,
		phone: (row) => <PhoneText phone={row.phone} none="—" />,
		email: (row) => row.email ?? none,
		area: (row) => <PlaceAndClock area={row.area} zone={row.timeZone} />,
		sms: (row) => <SmsPill state={row.smsSubscription} />,
		segments: (row) => {
			const names = row.segments.map((segment) => segment.name).join(', ');
			return names ? <span title={names}>{names}</span> : none;
		},
		orders: (row) => (row.orders ? format.number(row.orders) : none),
		ordersTotal: (row) => (row.ordersTotal ? format.money(row.ordersTotal, project.currency) : none),
		lastAction: (row) =>
			row.lastAction ? (
				<span className={css.action}>
					<span className={css.template}>{row.lastAction.template}</span>
					<When at={row.lastAction.at} muted />
				</span>
			) : (
				none
			),
		activity: (row) => <When at={row.lastActivityAt} />,
		created: (row) => <When at={row.createdAt} />,
		source: (row) => (row.source ? t(`source.${row.source}`, { defaultValue: row.source }) : none),
		sex: (row) => (row.sex ? t(`sex.${row.sex}`) : none),
		birthDate: (row) => (row.birthDate ? format.date(row.birthDate) : none),
		zone: (row) => row.timeZone ?? none,
	};
	return chosen.flatMap((key): Column<CustomerRow>[] => {
		const title = choices.get(key);
		const cell = cells[key] ?? cellOf(key, words, none, (yes) => t(yes ? 'list.yes' : 'list.no'), format.date);
		if (title === undefined || cell === undefined) return [];
		const right = key === 'orders' || key === 'ordersTotal' || key === 'id';
		return [
			{
				key,
				head: <span title={title}>{title}</span>,
				cell,
				...(widths[key] !== undefined && { width: widths[key] }),
				...(key.includes(':') && { width: '108px' }),
				...(right && { align: 'right' as const }),
				...(!['name', 'phone', 'area', 'sms'].includes(key) && { wideOnly: true }),
			},
		];
	});
}

/** Of a segmentation or a custom field. */
function cellOf(
	key: string,
	words: FilterWords | undefined,
	none: React.ReactNode,
	yesNo: (yes: boolean) => string,
	date: (at: string) => string,
): ((row: CustomerRow) => React.ReactNode) | undefined {
	const [kind, name] = key.split(':') as [string, string | undefined];
	if (kind === 'segmentation')
		return (row) => row.segments.find((segment) => segment.segmentationId === name)?.name ?? none;
	if (kind !== 'custom' || name === undefined) return undefined;
	const field = words?.fields.find((one) => one.entity === 'customer' && one.name === name);
	return (row) => {
		const value = row.custom[name];
		if (value === undefined || value === null || value === '') return none;
		if (typeof value === 'boolean') return yesNo(value);
		const option = field?.options.find((one) => one.value === value);
		if (option) return option.name;
		return field?.type === 'date' || field?.type === 'instant' ? date(String(value)) : String(value);
	};
}

/** How wide the table has to be for these columns not to be squeezed. */
export function widthOf(columns: readonly Column<CustomerRow>[]): number {
	return columns.reduce((sum, column) => sum + (column.width ? Number.parseInt(column.width, 10) : 140), 54);
}
