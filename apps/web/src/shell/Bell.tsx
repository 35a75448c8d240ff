import { ActionIcon, Button, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell, IconDownload, IconX } from '@tabler/icons-react';
import type { Task } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { TaskProgress } from '../tasks/TaskProgress.tsx';
import { TaskStatePill } from '../tasks/TaskStatePill.tsx';
import { errorsHref, fileHref } from '../tasks/task-links.ts';
import { useBell } from '../tasks/use-bell.ts';
import { useTaskActs } from '../tasks/use-task-acts.ts';
import { useTaskWords } from '../tasks/use-task-words.ts';
import css from './Bell.module.css';
import { Go } from './Go.tsx';

const SHOWN = 7;

/** One's own tasks: how many are under way, a red dot when one failed or asks, and each with its bar behind it. */
export function Bell() {
	const { t } = useTranslation('tasks');
	const { data } = useBell();
	const [opened, panel] = useDisclosure(false);
	const running = data?.running ?? 0;
	const attention = data?.attention ?? 0;
	const label = [
		t('bell.label', { count: running }),
		...(attention > 0 ? [t('bell.attention', { count: attention })] : []),
	].join(', ');
	return (
		<Popover
			opened={opened}
			onChange={(next) => (next ? panel.open() : panel.close())}
			position="bottom-end"
			width={400}
			trapFocus
			returnFocus
		>
			<Popover.Target>
				<ActionIcon
					variant="subtle"
					size="lg"
					className={css.bell}
					aria-label={label}
					title={label}
					onClick={panel.toggle}
				>
					<IconBell size={18} stroke={1.75} />
					{running > 0 ? (
						<span className={css.number} aria-hidden>
							{running > 99 ? '99+' : running}
						</span>
					) : null}
					{attention > 0 ? <span className={css.dot} aria-hidden /> : null}
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown className={css.panel}>
				<h2 className={css.title}>{t('bell.title')}</h2>
				{data && data.items.length === 0 ? <p className={css.empty}>{t('bell.empty')}</p> : null}
				<ul className={css.list}>
					{sorted(data?.items ?? []).map((task) => (
						<BellTask key={task.id} task={task} onLeave={panel.close} />
					))}
				</ul>
				{/* biome-ignore lint/a11y/noStaticElementInteractions: the link inside is what acts */}
				{/* biome-ignore lint/a11y/useKeyWithClickEvents: a link is followed by Enter, which is a click too */}
				<div className={css.foot} onClick={panel.close}>
					<Go href="/tasks">{t('bell.all')}</Go>
				</div>
			</Popover.Dropdown>
		</Popover>
	);
}

/** What wants a look first, then what is under way, then what has ended. */
function sorted(tasks: readonly Task[]): readonly Task[] {
	const rank = (task: Task) => (task.needsAttention ? 0 : task.finishedAt === null ? 1 : 2);
	return tasks.toSorted((one, other) => rank(one) - rank(other)).slice(0, SHOWN);
}

function BellTask({ task, onLeave }: { task: Task; onLeave: () => void }) {
	const { t } = useTranslation('tasks');
	const format = useFormat();
	const words = useTaskWords();
	const acts = useTaskActs();
	const title = words.title(task);
	const open = task.finishedAt === null;
	const outcome = words.matter(task) ?? words.results(task);
	return (
		<li className={css.task}>
			<div className={css.head}>
				{/* biome-ignore lint/a11y/noStaticElementInteractions: the link inside is what acts */}
				{/* biome-ignore lint/a11y/useKeyWithClickEvents: a link is followed by Enter, which is a click too */}
				<span className={css.name} onClick={onLeave}>
					<Go href={`/tasks/${task.id}`}>{title}</Go>
				</span>
				<TaskStatePill task={task} />
				{open ? (
					<ActionIcon
						variant="subtle"
						size="sm"
						aria-label={t('cancelThis', { title })}
						title={acts.cancelReason(task) ?? t('cancel')}
						disabled={acts.cancelReason(task) !== null}
						onClick={() => acts.cancel(task)}
					>
						<IconX size={14} stroke={1.75} />
					</ActionIcon>
				) : null}
			</div>
			{open ? (
				<TaskProgress task={task} label={title} slim />
			) : outcome ? (
				<p className={css.outcome}>{outcome}</p>
			) : null}
			<div className={css.links}>
				{task.errorCount > 0 ? (
					<a href={errorsHref(task)} download>
						{t('errorsFile')} · {format.number(task.errorCount)}
					</a>
				) : null}
				{task.file ? (
					<a href={fileHref(task.file)} download={task.file.name}>
						<IconDownload size={14} stroke={1.75} aria-hidden /> {t('file')}
					</a>
				) : null}
				{task.needsAttention ? (
					<Button variant="subtle" size="compact-xs" onClick={() => acts.aside(task)}>
						{t('aside')}
					</Button>
				) : null}
			</div>
		</li>
	);
}
