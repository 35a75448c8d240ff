/** Browser halves of this package's nodes, by node type: none of them replaces the generic card or form. */
export const uiHalves = {} as const;
