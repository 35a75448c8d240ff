import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { routes } from '@volna/contract';
import { useState } from 'react';
import { useErrorText } from '../../../format/use-error-text.ts';
import { useRead } from '../../../reading/use-read.ts';
import { useFacts } from '../../canvas-context.ts';
import { useTexts } from '../../model/texts.ts';
import styles from './template.module.css';

/** The text as one customer would receive it. */
export function TextPreview({ text }: { text: string }) {
	const texts = useTexts();
	const errorText = useErrorText();
	const { maySeeCustomers } = useFacts();
	const [customer, setCustomer] = useState<string | null>(null);
	const [typed, setTyped] = useState('');
	const [q] = useDebouncedValue(typed, 250);
	const [settled] = useDebouncedValue(text, 400);
	const customers = useRead(
		routes.listCustomers,
		{ query: { limit: 20, ...(q && { q }) } },
		{ enabled: maySeeCustomers },
	);
	const preview = useRead(
		routes.previewText,
		{ body: { text: settled, ...(customer !== null && { customer: Number(customer) }) } },
		{ enabled: maySeeCustomers && settled !== '' },
	);
	if (!maySeeCustomers) return <p className={styles.example}>{texts.t('text.no-right')}</p>;
	const seen = preview.data;
	const items = customers.data?.items ?? [];
	const nameOf = (one: { id: number; name: string | null; phone?: string | null }) =>
		[one.name ?? texts.t('text.nameless', { id: one.id }), one.phone].filter(Boolean).join(' · ');
	const data = items.map((one) => ({ value: String(one.id), label: nameOf(one) }));
	if (seen?.customer && !data.some((one) => one.value === String(seen.customer!.id))) {
		data.unshift({ value: String(seen.customer.id), label: nameOf(seen.customer) });
	}
	return (
		<div className={styles.preview}>
			<Select
				size="xs"
				aria-label={texts.t('text.as-customer')}
				placeholder={texts.t('text.as-customer')}
				data={data}
				value={customer ?? (seen?.customer ? String(seen.customer.id) : null)}
				onChange={setCustomer}
				onSearchChange={setTyped}
				searchable
				filter={({ options }) => options}
				nothingFoundMessage={texts.t('form.nothing-found')}
			/>
			<div className={styles.bubble} data-dim={preview.isPlaceholderData || undefined}>
				{preview.isError
					? errorText(preview.error)
					: seen
						? (seen.text ??
							texts.t(`text.problem.${seen.problem}`, {
								defaultValue: texts.t('text.problem.other', { problem: seen.problem }),
							}))
						: texts.t('form.loading')}
			</div>
			{seen?.text != null && seen.parts !== null && seen.encoding !== null && (
				<small>
					{texts.t('text.parts', { count: seen.parts })} · {texts.t(`text.encoding.${seen.encoding}`)}
					{seen.customer?.area && ` · ${seen.customer.area}`}
				</small>
			)}
		</div>
	);
}
