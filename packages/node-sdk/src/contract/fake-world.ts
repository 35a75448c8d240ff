import type {
	InsideCapabilities,
	Json,
	MessageRequest,
	RequestedMessage,
	RunId,
	RunRef,
	RunValues,
} from '../capabilities.ts';

/** What a fake world remembers: one entry per effect's key, however often it was asked for. */
export interface FakeWorld {
	readonly can: InsideCapabilities;
	/** Messages by key, in the order they were first asked for. */
	readonly messages: ReadonlyMap<string, { readonly request: MessageRequest; readonly answer: RequestedMessage }>;
	readonly log: readonly { readonly code: string; readonly details: Readonly<Record<string, Json>> }[];
}

export interface FakeWorldOptions {
	/** Which runs pass any filter; by default those of even customers. */
	readonly passes?: (run: RunRef) => boolean;
	/** The segment of a run's customer, or undefined. */
	readonly segmentOf?: (segmentationId: string, run: RunRef) => string | undefined;
	/** State in which a message is answered; by default `waiting`. */
	readonly messageState?: (run: RunRef) => RequestedMessage['state'];
}

/** Capabilities over memory, for tests of server halves: no database, no network, the same answers every time. */
export function fakeWorld(options: FakeWorldOptions = {}): FakeWorld {
	const {
		passes = (run) => run.customerId % 2 === 0,
		segmentOf = () => undefined,
		messageState = () => 'waiting' as const,
	} = options;
	const messages = new Map<string, { request: MessageRequest; answer: RequestedMessage }>();
	const log: { code: string; details: Readonly<Record<string, Json>> }[] = [];
	return {
		messages,
		log,
		can: {
			filters: { match: async (_filter, runs) => new Set(runs.filter(passes).map((run) => run.id)) },
			segments: {
				of: async (segmentationId, runs) => {
					const held = new Map<RunId, string>();
					for (const run of runs) {
						const segment = segmentOf(segmentationId, run);
						if (segment !== undefined) held.set(run.id, segment);
					}
					return held;
				},
			},
			messages: {
				request: async (requests) => {
					const answers = new Map<RunId, RequestedMessage>();
					for (const request of requests) {
						const state = messageState(request.run);
						const reason = state === 'not_sent' ? 'no_phone' : null;
						const known = messages.get(request.run.key) ?? {
							request,
							answer: { messageId: `message-${request.run.key}`, state, reason },
						};
						messages.set(request.run.key, known);
						answers.set(request.run.id, known.answer);
					}
					return answers;
				},
			},
			log: ({ code, details = {} }) => {
				log.push({ code, details });
			},
		},
	};
}

/** Runs of different customers standing at one node. */
export function fakeRuns(count: number, values: RunValues = {}): readonly RunRef[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `run-${index + 1}`,
		customerId: index + 1,
		nodeId: 'node',
		visit: 1,
		key: `run-${index + 1}:node:1`,
		values,
	}));
}
