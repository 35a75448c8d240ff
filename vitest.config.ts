import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
		exclude: ['**/node_modules/**', '**/dist/**'],
		globalSetup: ['packages/db/src/vitest-setup.ts'],
		testTimeout: 30_000,
		hookTimeout: 60_000,
		restoreMocks: true,
		maxWorkers: 2,
	},
});
