import type { Failpoint } from './failpoint.ts';

/** What `#failpoint` is in production: nothing. */
export function failpoint(_name: Failpoint): void {}
