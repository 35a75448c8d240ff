import { Checkbox } from '@mantine/core';
import { IconApi, IconBolt, IconFileImport, IconWorld, type TablerIcon } from '@tabler/icons-react';
import { type TemplateUsage, templateUsages } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import css from './templates.module.css';

export const usageIcons: Readonly<Record<TemplateUsage, TablerIcon>> = {
	import: IconFileImport,
	tracker: IconWorld,
	operation: IconApi,
	trigger: IconBolt,
};

/** What a template is for: four tiles, each ticked by a click anywhere on it (T-13). */
export function UsageTiles(props: {
	value: readonly TemplateUsage[];
	onChange: (usage: readonly TemplateUsage[]) => void;
	disabled?: boolean;
}) {
	const { t } = useTranslation('templates');
	const { value, onChange, disabled } = props;
	return (
		<fieldset className={css.tiles}>
			<legend className={css.legend}>{t('usedAs')}</legend>
			{templateUsages.map((usage) => {
				const Icon = usageIcons[usage];
				const on = value.includes(usage);
				return (
					<Checkbox.Card
						key={usage}
						className={css.tile}
						checked={on}
						disabled={disabled}
						onChange={() => onChange(on ? value.filter((one) => one !== usage) : [...value, usage])}
					>
						<Checkbox.Indicator />
						<span className={css.tileWords}>
							<b>
								<Icon size={16} stroke={1.75} aria-hidden /> {t(`usage.${usage}`)}
							</b>
							<span>{t(`usageMeans.${usage}`)}</span>
						</span>
					</Checkbox.Card>
				);
			})}
		</fieldset>
	);
}
