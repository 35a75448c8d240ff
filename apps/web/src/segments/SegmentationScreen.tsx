import { Loader } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { ErrorState } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useRead } from '../reading/use-read.ts';
import { Screen } from '../shell/Screen.tsx';
import { SegmentationEditor } from './SegmentationEditor.tsx';
import css from './segments.module.css';

/** One segmentation: a new one, a draft, or one at work. */
export function SegmentationScreen() {
	const { t } = useTranslation('segments');
	const { segmentation: id } = useParams({ from: '/shell/data/segmentations/$segmentation' });
	const { kind } = useSearch({ from: '/shell/data/segmentations/$segmentation' });
	const errorText = useErrorText();
	const isNew = id === 'new';
	const read = useRead(routes.readSegmentation, { params: { segmentation: id } }, { enabled: !isNew, pollMs: 5000 });
	const found = isNew || read.isPlaceholderData ? undefined : read.data;
	const crumbs = [
		{ label: t('shell:nav.data') },
		{ label: t('title'), href: '/data/segmentations' },
		{ label: isNew ? t('newOne') : (found?.name ?? t('one')) },
	];
	return (
		<Screen crumbs={crumbs}>
			{isNew ? (
				<SegmentationEditor key="new" kind={kind === 'filter' ? 'filter' : 'static'} segmentation={null} />
			) : found ? (
				<SegmentationEditor key={found.id} kind={found.kind} segmentation={found} />
			) : read.error ? (
				<ErrorState text={errorText(read.error)} retryLabel={t('common:retry')} onRetry={() => void read.refetch()} />
			) : (
				<div className={css.loading}>
					<Loader size="sm" aria-label={t('common:loading')} />
				</div>
			)}
		</Screen>
	);
}
