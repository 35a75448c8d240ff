import { Progress } from '@mantine/core';
import type { Task } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import css from './TaskProgress.module.css';
import { msLeft, taskShare } from './task-share.ts';

const colours: Readonly<Record<Task['state'], string>> = {
	waiting: 'var(--text-3)',
	running: 'var(--brand)',
	done: 'var(--success)',
	done_with_errors: 'var(--warning)',
	cancelled: 'var(--text-3)',
	failed: 'var(--danger)',
};

/** A bar with what is done of how much and, unless it is slim, how long it will take still. */
export function TaskProgress({ task, label, slim }: { task: Task; label: string; slim?: boolean }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const share = taskShare(task);
	const left = msLeft(task, Date.now());
	const open = task.state === 'running' || task.state === 'waiting';
	const amount =
		task.total === null
			? t('progressDone', { done: format.number(task.done) })
			: t('progressOf', { done: format.number(task.done), total: format.number(Math.max(task.total, task.done)) });
	return (
		<div className={slim ? css.slim : css.whole}>
			<Progress.Root size={slim ? 4 : 6} className={css.bar}>
				<Progress.Section
					value={(share ?? (open ? 1 : 0)) * 100}
					color={colours[task.state]}
					striped={open && share === null}
					animated={open && share === null}
					aria-label={label}
					aria-valuetext={share === null ? amount : t('progress', { share: format.percent(share) })}
				/>
			</Progress.Root>
			<span className={css.words}>
				{amount}
				{left === null || slim ? null : ` · ${t('left', { span: format.span(left) })}`}
			</span>
		</div>
	);
}
