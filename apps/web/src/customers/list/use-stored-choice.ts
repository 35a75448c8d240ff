import type { Selection } from '@volna/contract';
import { useEffect, useState } from 'react';
import type { Chosen } from './use-chosen.ts';

/** The chosen as a stored selection, from when a dialog opens: count, action and retry go by the same ids. */
export function useStoredChoice(opened: boolean, chosen: Chosen): { selection: Selection | null; error: unknown } {
	const [selection, setSelection] = useState<Selection | null>(null);
	const [error, setError] = useState<unknown>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen cannot change behind the dialog
	useEffect(() => {
		setSelection(null);
		setError(null);
		if (!opened) return;
		let left = false;
		chosen.store().then(
			(stored) => left || setSelection(stored),
			(failed) => left || setError(failed),
		);
		return () => {
			left = true;
		};
	}, [opened]);
	return { selection, error };
}
