import { durationMs, implement } from '@volna/node-sdk';
import { sendSms } from './send-sms.def.ts';

/** Requests the whole batch at once. The message's key is the step's, so a step tried again asks for the same message. */
export const sendSmsServer = implement(sendSms, {
	async runBatch({ config, runs, can, to, now }) {
		const requested = await can.messages.request(
			runs.map((run) => ({
				run,
				profile: config.profile,
				sender: config.sender.name,
				text: config.text,
				hours: config.hours,
				relevance: config.relevance,
				tags: config.tags,
				maxParts: config.maxParts,
			})),
		);
		return new Map(
			runs.map((run) => {
				const message = requested.get(run.id);
				if (!message) throw new Error(`no message for run ${run.id}`);
				if (config.then === 'go_on') return [run.id, to.leave('next')];
				if (message.state === 'not_sent') return [run.id, to.leave('notSent')];
				if (config.then === 'hand_off') {
					return [
						run.id,
						message.state === 'handed_off'
							? to.leave('sent')
							: to.waitForMessage({
									message: message.messageId,
									leave: { handed_off: 'sent', delivered: 'sent', undelivered: 'sent', not_sent: 'notSent' },
								}),
					];
				}
				return [
					run.id,
					to.waitForMessage({
						message: message.messageId,
						leave: { delivered: 'delivered', undelivered: 'undelivered', not_sent: 'notSent' },
						until: now.add({ milliseconds: durationMs(config.upTo ?? 'PT24H') ?? 0 }),
						late: 'noReceipt',
					}),
				];
			}),
		);
	},
});
