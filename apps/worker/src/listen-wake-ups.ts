import { type Database, type WakeUpWord, wakeUpChannel } from '@volna/db';

const AGAIN_MS = 1_000;

/**
 * A wake-up reaches the loop with the commit that sent it, not after pg-boss has fetched its job, which it does once a
 * second and which stands in when this connection is down. One connection is held at a time; a lost one is replaced
 * after `againMs`.
 *
 * @param onWakeUp called with the word; and for every word once after a reconnect, because some may be missed
 * @param onError told each loss and each attempt that failed
 * @returns `ready` rejects when the first attempt fails: nothing is tried again then. `stop` gives the connection back.
 */
export function listenWakeUps(
	{ pool }: Pick<Database, 'pool'>,
	words: readonly WakeUpWord[],
	onWakeUp: (word: WakeUpWord) => void,
	onError: (error: unknown) => void,
	againMs = AGAIN_MS,
): { ready: Promise<void>; stop(): Promise<void> } {
	let stopped = false;
	let release: (() => void) | undefined;
	let again: NodeJS.Timeout | undefined;

	/** Resolves once the connection listens; one that cannot is given back before this throws. */
	const connect = async (): Promise<void> => {
		const client = await pool.connect();
		let held = true;
		const letGo = () => {
			if (!held) return false;
			held = false;
			client.release(true);
			return true;
		};
		if (stopped) return void letGo();
		release = letGo;
		let listening = false;
		const lose = (error?: unknown) => {
			if (!letGo() || stopped || !listening) return;
			if (error) onError(error);
			reconnectLater();
		};
		client.on('error', lose);
		client.on('end', () => lose());
		client.on('notification', ({ payload }) => {
			const word = words.find((one) => one === payload);
			if (word) onWakeUp(word);
		});
		try {
			await client.query(`listen ${wakeUpChannel}`);
		} catch (error) {
			letGo();
			throw error;
		}
		// It may have been lost, and given back, while its answer was on its way.
		if (!held && !stopped) throw new Error('The connection for wake-ups was lost as it began to listen.');
		listening = true;
	};

	const reconnectLater = () => {
		again = setTimeout(async () => {
			try {
				await connect();
				if (!stopped) for (const word of words) onWakeUp(word);
			} catch (error) {
				if (stopped) return;
				onError(error);
				reconnectLater();
			}
		}, againMs).unref();
	};

	return {
		ready: connect(),
		async stop() {
			stopped = true;
			clearTimeout(again);
			release?.();
		},
	};
}
