import { type Task, taskErrorText } from '@volna/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';

export interface TaskWords {
	readonly title: (task: Pick<Task, 'title'>) => string;
	readonly who: (task: Pick<Task, 'staff'>) => string;
	/** `Добавлено: 1 204 · Уже там: 12`; empty while there is nothing. */
	readonly results: (task: Pick<Task, 'results'>) => string;
	readonly result: (name: string) => string;
	/** Why it failed, or what it asks; null when neither. */
	readonly matter: (task: Pick<Task, 'failure' | 'outcome' | 'state'>) => string | null;
	/** What is wrong with a row. */
	readonly rowError: (code: string) => string;
}

/** A task in the reader's words, by its codes. */
export function useTaskWords(): TaskWords {
	const { t, i18n } = useTranslation('tasks');
	const format = useFormat();
	return useMemo(() => {
		const written = (values: Readonly<Record<string, unknown>>) =>
			Object.fromEntries(
				Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? format.number(value) : value]),
			);
		const result = (name: string) => t(`result.${name}`, { defaultValue: name });
		return {
			title: ({ title }) => t(`title.${title.code}`, { ...written(title.values), defaultValue: title.code }),
			who: ({ staff }) => (staff === null ? t('system') : (staff.name ?? t('someone'))),
			result,
			results: ({ results }) =>
				Object.entries(results)
					.filter(([, count]) => count !== 0)
					.map(([name, count]) => `${result(name)}: ${format.number(count)}`)
					.join(' · '),
			matter: (task) => {
				if (task.failure)
					return t(`failure.${task.failure.code}`, {
						...written(task.failure.values),
						defaultValue: task.failure.code,
					});
				const question = questionOf(task);
				return question
					? t(`question.${question.code}`, { ...written({ ...question }), defaultValue: t('question.any') })
					: null;
			},
			rowError: (code) => taskErrorText(code, i18n.language === 'en' ? 'en' : 'ru'),
		};
	}, [t, i18n.language, format]);
}

/** What a task asks; null when it asks nothing. */
export function questionOf({ outcome }: Pick<Task, 'outcome'>): { readonly code: string } | null {
	const { question } = outcome;
	if (typeof question !== 'object' || question === null) return null;
	return 'code' in question && typeof question.code === 'string' ? (question as { code: string }) : { code: 'any' };
}
