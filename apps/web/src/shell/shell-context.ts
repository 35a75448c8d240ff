import { createContext } from 'react';

/** What the shell lends its screens: how to draw the navigation in where it is hidden (phones), else null. */
export const ShellContext = createContext<{ openNav: (() => void) | null }>({ openNav: null });
