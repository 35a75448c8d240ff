import type { FilterWords } from '@volna/contract';
import type { FilterFieldScope } from '@volna/node-sdk';
import { createContext, type RefObject, useContext } from 'react';
import type { FilterSpeech } from './explain-filter.ts';
import type { OptionGroup } from './field-options.ts';

/** What every row of one builder knows. */
export interface FilterForm {
	readonly speech: FilterSpeech;
	readonly words: FilterWords | undefined;
	readonly scopes: readonly FilterFieldScope[];
	readonly fields: readonly OptionGroup[];
	/** Flows that this builder's rows choose: whose nodes are offered. */
	readonly flows: readonly string[];
	/** The row that takes the focus once it is there. */
	readonly focus: RefObject<string | null>;
	/** Says something to whoever does not see it. */
	readonly announce: (text: string) => void;
}

export const FilterFormContext = createContext<FilterForm | null>(null);

export function useFilterForm(): FilterForm {
	const form = useContext(FilterFormContext);
	if (!form) throw new Error('outside of a filter builder');
	return form;
}
