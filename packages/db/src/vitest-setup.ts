import type { TestProject } from 'vitest/node';
import { startTestServer } from './test-server.ts';

/** One throw-away server for a whole test run; each test file clones its own database from the template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startTestServer();
	project.provide('postgresUrl', server.url);
	return () => server.stop();
}
