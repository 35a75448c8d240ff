import { expect, it } from 'vitest';
import { isPermitted, type MessageState, messageStates, notSentReasons, permittedMoves } from './states.ts';

/** The table of the reliability design, word for word: state, rank, leaves to. X = suppressed, expired_local, cancelled. */
const TABLE = `
planned 0: scheduled queued X
scheduled 10: leased queued scheduled X
queued 20: leased scheduled failed X
leased 30: submitting queued scheduled X
submitting 40: submitted rejected unknown queued sent delivered undelivered expired_remote
suppressed 45:
expired_local 45:
cancelled 45:
failed 45:
unknown 50: submitted sent delivered undelivered expired_remote rejected queued unknown_final
unknown_final 55: submitted sent delivered undelivered expired_remote queued
submitted 60: sent delivered undelivered expired_remote
sent 70: delivered undelivered expired_remote
rejected 80: delivered
undelivered 80: delivered
expired_remote 80: delivered
delivered 90:
`;

it('states, ranks and permitted moves are those of the design’s table', () => {
	const lines = TABLE.trim().split('\n');
	expect(lines).toHaveLength(Object.keys(messageStates).length);
	for (const line of lines) {
		const [, state, rank, moves] = /^(\w+) (\d+):\s*(.*)$/.exec(line)!;
		const wanted = moves!.replace('X', 'suppressed expired_local cancelled').split(' ').filter(Boolean);
		expect(messageStates[state as MessageState].rank, line).toBe(Number(rank));
		expect([...permittedMoves[state as MessageState]].sort(), line).toEqual(wanted.sort());
	}
});

it('evidence of acceptance moves what was queued again, nothing else does', () => {
	expect(isPermitted('queued', 'delivered', 'evidence')).toBe(true);
	expect(isPermitted('cancelled', 'submitted', 'evidence')).toBe(true);
	expect(isPermitted('queued', 'delivered', 'poll')).toBe(false);
	expect(isPermitted('delivered', 'submitted', 'evidence')).toBe(false);
	expect(isPermitted('planned', 'delivered', 'evidence')).toBe(false);
});

it('a reason goes with a state that counts as not sent', () => {
	for (const state of Object.values(notSentReasons)) expect(messageStates[state].group).toBe('not_sent');
});
