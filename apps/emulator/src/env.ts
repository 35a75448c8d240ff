/** The emulator's settings, from the environment. */
export interface EmulatorEnv {
	port: number;
	callbackUrl: string;
}

export function readEnv(env: NodeJS.ProcessEnv): EmulatorEnv {
	const port = Number(env.EMULATOR_PORT ?? 3001);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('EMULATOR_PORT must be a port, 0 to 65535');
	const callbackUrl = env.EMULATOR_CALLBACK_URL ?? '';
	if (callbackUrl !== '' && !URL.canParse(callbackUrl)) throw new Error('EMULATOR_CALLBACK_URL must be a whole URL');
	return { port, callbackUrl };
}
