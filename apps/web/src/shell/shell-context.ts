import { createContext } from 'react';

/** What the shell lends its screens: the navigation where it is hidden (phones; else null), and the search. */
export const ShellContext = createContext<{ openNav: (() => void) | null; openSearch: () => void }>({
	openNav: null,
	openSearch: () => undefined,
});
