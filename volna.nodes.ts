/** Packages of nodes this installation is built with. After a change: `npm run nodes:sync`. */
export const nodePackages = ['@volna/nodes'] as const;
