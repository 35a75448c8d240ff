import { Button, Select } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { Category } from '@volna/contract';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { categoryLine, categoryName } from './category-names.ts';
import css from './templates.module.css';

const levels = [1, 2, 3] as const;
const roman = ['I', 'II', 'III'] as const;

/** Categories I, II and III: each offers what lies in the one above, whose change clears those below (T-9…11). */
export function CategorySelects(props: {
	categories: readonly Category[];
	/** The deepest one chosen. */
	value: string | null;
	onChange: (category: string | null) => void;
	onEdit: () => void;
	disabled?: boolean;
	error?: ReactNode;
}) {
	const { t, i18n } = useTranslation('templates');
	const { categories, value, onChange, disabled } = props;
	const line = categoryLine(categories, value);
	return (
		<div className={css.group}>
			<div className={css.categories}>
				{levels.map((level) => {
					const above = level === 1 ? null : (line[level - 2]?.id ?? null);
					const chosen = line[level - 1];
					const offered = categories.filter(
						(one) => one.level === level && one.parent === above && (!one.archived || one.id === chosen?.id),
					);
					return (
						<Select
							key={level}
							label={t('category', { level: roman[level - 1] })}
							placeholder={t(level > 1 && above === null ? 'categoryAboveFirst' : 'categoryChoose')}
							searchable={level > 1}
							clearable={!disabled && chosen !== undefined}
							clearButtonProps={{ 'aria-label': t('categoryClear', { level: roman[level - 1] }) }}
							disabled={disabled || (level > 1 && above === null)}
							nothingFoundMessage={t('categoryNone')}
							error={props.error && line.length === level - 1 ? props.error : undefined}
							value={chosen?.id ?? null}
							onChange={(next) => onChange(next ?? above)}
							data={offered.map((one) => ({ value: one.id, label: categoryName(one, i18n.language) }))}
							title={chosen ? categoryName(chosen, i18n.language) : undefined}
						/>
					);
				})}
			</div>
			<div className={css.under}>
				<span className={css.hint}>{line[0] ? t(`categoryMeans.${line[0].code}`) : t('categoryHint')}</span>
				<Button
					size="compact-xs"
					variant="subtle"
					leftSection={<IconPencil size={14} stroke={1.75} />}
					onClick={props.onEdit}
				>
					{t('dictionary')}
				</Button>
			</div>
		</div>
	);
}
