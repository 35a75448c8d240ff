import { SegmentedControl } from '@mantine/core';
import { Wordmark } from '@volna/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Language, speak } from '../i18n/start-i18n.ts';
import css from './OutsideCard.module.css';
import { useTitle } from './use-title.ts';

/** The card of the screens outside the shell, 400 px wide. */
export function OutsideCard({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
	const { t, i18n } = useTranslation('shell');
	useTitle(title);
	return (
		<main className={css.page}>
			<div className={css.card}>
				<div className={css.brand}>
					<Wordmark name={t('brand')} />
					<SegmentedControl
						size="xs"
						aria-label={t('user.language')}
						value={i18n.language}
						onChange={(value) => void speak(value as Language)}
						data={(['ru', 'en'] as const).map((value) => ({ value, label: t(`language.${value}Short`) }))}
					/>
				</div>
				<h1 className={css.title}>{title}</h1>
				{lead ? <p className={css.lead}>{lead}</p> : null}
				{children}
			</div>
		</main>
	);
}
