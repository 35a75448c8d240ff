import { describe, expect, it } from 'vitest';
import { isPermitted, type MessageState, messageStates, outcomeOf, permittedMoves, statesOfGroup } from './states.ts';

/** State, rank, terminal, leaves to; X and … as in the design of the hand-off. */
const table = `
planned | 0 | no | scheduled queued X
scheduled | 10 | no | leased queued scheduled X
queued | 20 | no | leased scheduled failed X
leased | 30 | no | submitting queued scheduled X
submitting | 40 | no | submitted rejected unknown queued sent delivered undelivered expired_remote
suppressed | 45 | yes |
expired_local | 45 | yes |
cancelled | 45 | yes |
failed | 45 | yes |
unknown | 50 | no | submitted…delivered rejected queued unknown_final
unknown_final | 55 | correctable | submitted…delivered queued
submitted | 60 | no | sent delivered undelivered expired_remote
sent | 70 | no | delivered undelivered expired_remote
rejected | 80 | correctable | delivered
undelivered | 80 | correctable | delivered
expired_remote | 80 | correctable | delivered
delivered | 90 | yes |
`;
const X = ['suppressed', 'expired_local', 'cancelled'];
const accepted = ['submitted', 'sent', 'delivered', 'undelivered', 'expired_remote'];

const rows = table
	.trim()
	.split('\n')
	.map((line) => line.split('|').map((cell) => cell.trim()))
	.map(([state, rank, terminal, leaves]) => ({
		state: state as MessageState,
		rank: Number(rank),
		terminal,
		leaves: (leaves ?? '')
			.split(' ')
			.filter(Boolean)
			.flatMap((to) => (to === 'X' ? X : to === 'submitted…delivered' ? accepted : [to])),
	}));

describe('the states of a message', () => {
	it('are those of the design, with their ranks and moves', () => {
		expect(rows.map((row) => row.state).sort()).toEqual(Object.keys(messageStates).sort());
		for (const row of rows) {
			const facts = messageStates[row.state];
			expect(facts.rank, row.state).toBe(row.rank);
			expect(facts.terminal ? (facts.correctable ? 'correctable' : 'yes') : 'no', row.state).toBe(row.terminal);
			expect([...permittedMoves[row.state]].sort(), row.state).toEqual([...row.leaves].sort());
		}
	});

	it('are left by evidence of acceptance from any lower rank but one that was never handed off', () => {
		for (const from of [
			'queued',
			'scheduled',
			'leased',
			'suppressed',
			'expired_local',
			'cancelled',
			'failed',
		] as const) {
			for (const to of accepted) {
				expect(isPermitted(from, to as MessageState, 'evidence'), `${from} ${to}`).toBe(true);
				expect(isPermitted(from, to as MessageState, 'report'), `${from} ${to}`).toBe(false);
			}
			expect(isPermitted(from, 'rejected', 'evidence')).toBe(false);
		}
		expect(isPermitted('planned', 'submitted', 'evidence')).toBe(false);
	});

	it('only rise above 50', () => {
		for (const row of rows) {
			for (const to of permittedMoves[row.state]) {
				if (row.rank > 50 && to !== 'queued') expect(messageStates[to].rank).toBeGreaterThan(row.rank);
			}
		}
	});

	it('each belong to exactly one of waiting, handed off and not sent', () => {
		const all = [...statesOfGroup.waiting, ...statesOfGroup.handed_off, ...statesOfGroup.not_sent];
		expect([...all].sort()).toEqual(Object.keys(messageStates).sort());
	});

	it('tell a waiting run one outcome each, an unknown one as handed off', () => {
		expect(outcomeOf('queued')).toBeNull();
		expect(outcomeOf('unknown')).toBe('handed_off');
		expect(outcomeOf('sent')).toBe('handed_off');
		expect(outcomeOf('delivered')).toBe('delivered');
		expect(outcomeOf('expired_remote')).toBe('undelivered');
		expect(outcomeOf('rejected')).toBe('not_sent');
	});
});
