import { createEmulator } from './create-emulator.ts';
import { readEnv } from './env.ts';

const env = readEnv(process.env);
const emulator = createEmulator({ switches: { callbackUrl: env.callbackUrl } });

try {
	const { port } = await emulator.start(env.port);
	console.log(`emulator ready http://127.0.0.1:${port}`);
} catch (error) {
	const code = (error as NodeJS.ErrnoException).code;
	console.error(
		code === 'EADDRINUSE' ? `port ${env.port} is taken; set EMULATOR_PORT to another` : `emulator: ${String(error)}`,
	);
	process.exit(1);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
	process.once(signal, () => {
		void emulator.stop().then(() => process.exit(0));
	});
}
