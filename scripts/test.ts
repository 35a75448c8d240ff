import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** All that lands passes this, in order; the first stage that fails ends it. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const node = process.execPath;

const stages: readonly { name: string; command: string; args: readonly string[]; cwd?: string }[] = [
	{ name: 'checks', command: node, args: ['scripts/check.ts'] },
	{ name: 'unit and integration tests', command: bin('vitest'), args: ['run'] },
	{ name: 'web app', command: node, args: ['scripts/build-web.ts'] },
	{
		name: 'stories',
		command: join(root, 'apps', 'web', 'node_modules', '.bin', 'storybook'),
		args: ['build', '--quiet', '--disable-telemetry', '--output-dir', 'storybook-static'],
		cwd: join(root, 'apps', 'web'),
	},
	{ name: 'the whole system in a browser', command: bin('vitest'), args: ['run', '--config', 'e2e/vitest.config.ts'] },
];

const startedAt = performance.now();
for (const stage of stages) {
	console.log(`\n── ${stage.name}`);
	const { status, seconds } = await runCommand(stage.command, stage.args, { cwd: stage.cwd ?? root, show: true });
	console.log(`── ${stage.name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(0)} s`);
	if (status !== 0) process.exit(status);
}
console.log(`\nall passed in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
