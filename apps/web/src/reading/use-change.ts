import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf, CallOf, Route, RouteId } from '@volna/contract';
import { useErrorText } from '../format/use-error-text.ts';
import { useClient } from '../session/client-context.tsx';

/**
 * Calls a route that changes something, then has what `stale` names read again. A refusal is said in a notification,
 * unless the caller shows it itself (`quiet`).
 */
export function useChange<T extends Route<any, any, any, any>>(
	route: T,
	options: { stale?: readonly RouteId[]; quiet?: boolean; done?: (answer: AnswerOf<T>) => void } = {},
) {
	const client = useClient();
	const queries = useQueryClient();
	const errorText = useErrorText();
	return useMutation<AnswerOf<T>, Error, CallOf<T>>({
		mutationFn: (call) => client(route, call),
		onSuccess: async (answer) => {
			options.done?.(answer);
			await Promise.all((options.stale ?? []).map((id) => queries.invalidateQueries({ queryKey: [id] })));
		},
		onError: (error) => {
			if (!options.quiet) notifications.show({ color: 'red', message: errorText(error), autoClose: 8000 });
		},
	});
}
