/** What lies above what on the board: the one place it is decided. */
export const z = { group: -2, edge: 0, note: 1, card: 2, cardSelected: 3, controls: 5, menu: 20 } as const;
