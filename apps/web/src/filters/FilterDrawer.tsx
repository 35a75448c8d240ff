import { Button, Drawer, Skeleton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type Filter, topScopes } from '@volna/node-sdk';
import { Notice } from '@volna/ui';
import { lazy, Suspense, useState } from 'react';
import { WithReason } from '../shell/WithReason.tsx';
import { explainFilter } from './explain-filter.ts';
import { FilterCount } from './FilterCount.tsx';
import { FilterExamples } from './FilterExamples.tsx';
import { isBlank, isComplete, readsRun } from './filter-query.ts';
import css from './filters.module.css';
import { useFilterSpeech } from './use-filter-speech.ts';

const FilterBuilder = lazy(() => import('./FilterBuilder.tsx').then((module) => ({ default: module.FilterBuilder })));

/** `customer`: lists and audiences. `flow`: also what started a run. */
export type FilterSubject = 'customer' | 'flow';

export interface FilterDrawerProps {
	readonly opened: boolean;
	readonly onClose: () => void;
	/** Undefined: no condition, everybody passes. */
	readonly value: Filter | undefined;
	/** Called with undefined when no condition is left. Closing is the caller's. */
	readonly onApply: (filter: Filter | undefined) => void;
	readonly scope?: FilterSubject;
	/** Beginnings of the fields that are offered (`customer.`, `phone.`); left out, all that the scope knows. */
	readonly fields?: readonly string[] | undefined;
	readonly title?: string;
}

/** The filter builder: what it says, its rows, how many customers pass and five of them. */
export function FilterDrawer(props: FilterDrawerProps) {
	const { opened, onClose, title } = props;
	const { speech } = useFilterSpeech(opened);
	return (
		<Drawer
			opened={opened}
			onClose={onClose}
			position="right"
			size={640}
			title={title ?? speech.t('title')}
			closeButtonProps={{ icon: <IconX size={18} stroke={1.75} />, 'aria-label': speech.t('close') }}
			classNames={{ body: css.drawer, content: css.content }}
		>
			{opened && <OpenFilter {...props} />}
		</Drawer>
	);
}

function OpenFilter({ value, onApply, onClose, scope = 'customer', fields }: FilterDrawerProps) {
	const speaking = useFilterSpeech();
	const { speech, words, failed } = speaking;
	const { t } = speech;
	const [filter, setFilter] = useState(value);
	const scopes = topScopes(scope === 'flow');
	const blank = isBlank(filter);
	const whole = filter === undefined || isComplete(filter);
	const counted = !(filter !== undefined && readsRun(filter));
	return (
		<>
			<div className={css.scroll}>
				<p className={css.said}>{explainFilter(filter ?? { all: [] }, speech)}</p>
				{failed && <Notice tone="warning">{t('failedWords')}</Notice>}
				{words || failed ? (
					<Suspense fallback={<Skeleton height={120} radius={8} />}>
						<FilterBuilder filter={filter} scopes={scopes} offered={fields} speaking={speaking} onChange={setFilter} />
					</Suspense>
				) : (
					<Skeleton height={120} radius={8} />
				)}
				<p className={css.hint}>{t('keys')}</p>
			</div>
			<footer className={css.foot}>
				<div className={css.found}>
					{counted ? (
						<>
							<FilterCount filter={filter ?? { all: [] }} />
							<FilterExamples filter={filter ?? { all: [] }} />
						</>
					) : (
						<p className={css.count}>{t('inRun')}</p>
					)}
				</div>
				<div className={css.buttons}>
					<Button variant="default" onClick={onClose}>
						{t('cancel')}
					</Button>
					<WithReason reason={whole ? null : t('incomplete')}>
						<Button disabled={!whole} onClick={() => onApply(blank ? undefined : filter)}>
							{t('apply')}
						</Button>
					</WithReason>
				</div>
			</footer>
		</>
	);
}
