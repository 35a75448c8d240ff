import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Task } from '@volna/contract';
import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './TaskNotices.module.css';
import { fileHref } from './task-links.ts';
import { useBell } from './use-bell.ts';
import { questionOf, useTaskWords } from './use-task-words.ts';

const colours: Partial<Record<Task['state'], string>> = { done: 'teal', done_with_errors: 'yellow', failed: 'red' };
const SHOWN_MS = 10_000;

/**
 * Says when a task of one's own has ended, with its result, and has the screen read again, because it changed what is
 * shown. What had ended before the app was opened is in the bell only.
 */
export function TaskNotices() {
	const { t } = useTranslation('tasks');
	const bell = useBell();
	const queries = useQueryClient();
	const router = useRouter();
	const words = useTaskWords();
	const told = useRef<Set<string> | null>(null);

	useEffect(() => {
		if (!bell.data) return;
		// Notices stand outside the router, so their links are given it.
		const go = (event: MouseEvent, href: string) => {
			if (event.metaKey || event.ctrlKey || event.shiftKey) return;
			event.preventDefault();
			router.history.push(href);
		};
		const ended = bell.data.items.filter((task) => task.finishedAt !== null);
		const keyOf = (task: Task) => `${task.id} ${task.finishedAt}`;
		const fresh = told.current === null ? [] : ended.filter((task) => !told.current?.has(keyOf(task)));
		told.current = new Set(ended.map(keyOf));
		for (const task of fresh) {
			const color = colours[task.state];
			if (color === undefined) continue;
			const asks = questionOf(task) !== null;
			notifications.show({
				color: asks ? 'yellow' : color,
				title: words.title(task),
				message: (
					<Ended text={words.matter(task) ?? words.results(task)}>
						{task.file ? (
							<a href={fileHref(task.file)} download={task.file.name}>
								{t('file')}
							</a>
						) : null}
						<a href={`/tasks/${task.id}`} onClick={(event) => go(event, `/tasks/${task.id}`)}>
							{t('notice.open')}
						</a>
					</Ended>
				),
				autoClose: task.state === 'failed' || asks ? false : SHOWN_MS,
			});
		}
		if (fresh.length > 0) void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'readBell' });
	}, [bell.data, queries, router, t, words]);

	return null;
}

function Ended({ text, children }: { text: string; children: ReactNode }) {
	return (
		<div>
			{text ? <p className={css.text}>{text}</p> : null}
			<p className={css.links}>{children}</p>
		</div>
	);
}
