import { type Database, type WakeUpWord, wakeUpChannel } from '@volna/db';

const AGAIN_MS = 1_000;

/**
 * A wake-up reaches the loop with the commit that sent it, not after pg-boss has fetched its job, which it does once a
 * second and which stands in when this connection is down.
 *
 * @param onWakeUp called with the word; and for every word once after a reconnect, because some may be missed
 */
export function listenWakeUps(
	{ pool }: Pick<Database, 'pool'>,
	words: readonly WakeUpWord[],
	onWakeUp: (word: WakeUpWord) => void,
	onError: (error: unknown) => void,
): { ready: Promise<void>; stop(): Promise<void> } {
	let stopped = false;
	let drop: () => void = () => {};

	const connect = async (): Promise<void> => {
		const client = await pool.connect();
		let lost = false;
		const lose = (error?: unknown) => {
			if (lost) return;
			lost = true;
			client.release(true);
			if (stopped) return;
			if (error) onError(error);
			setTimeout(() => void reconnect(), AGAIN_MS).unref();
		};
		client.on('error', lose);
		client.on('end', () => lose());
		client.on('notification', ({ payload }) => {
			const word = words.find((one) => one === payload);
			if (word) onWakeUp(word);
		});
		drop = () => lose();
		try {
			await client.query(`listen ${wakeUpChannel}`);
		} catch (error) {
			lose(error);
			throw error;
		}
	};

	const reconnect = async () => {
		if (stopped) return;
		try {
			await connect();
			for (const word of words) onWakeUp(word);
		} catch (error) {
			onError(error);
			if (!stopped) setTimeout(() => void reconnect(), AGAIN_MS).unref();
		}
	};

	return {
		ready: connect(),
		async stop() {
			stopped = true;
			drop();
		},
	};
}
