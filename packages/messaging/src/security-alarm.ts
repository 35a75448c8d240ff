import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { describeError } from './faults.ts';
import { isSecurityRefusal } from './gateway.ts';
import type { MessagingLog } from './log.ts';
import type { Answer } from './record-answers.ts';

/** What a check of an account says while the provider's end of the connection does not prove who it is. */
export const CERTIFICATE_REFUSED = 'certificate_refused';

/**
 * Tells people that a provider did not prove who it is: on its account, until something answers there again, and once in
 * the log. Nothing was written to it and its messages wait, so nothing else would show.
 */
export function createSecurityAlarm({ db, log }: { db: Db; log: MessagingLog }) {
	/** Whether it rings, by account; an account this process has not heard from yet may have been left ringing. */
	const ringing = new Map<string, boolean>();

	async function ring(accountId: string, code: string): Promise<void> {
		log.error({ accountId, code }, 'provider_not_proven');
		await sql`
			update sms_account set check_problem = ${CERTIFICATE_REFUSED}, checked_at = volna.now_exact()
			where id = ${accountId}`.execute(db);
	}

	async function silence(accountId: string): Promise<void> {
		await sql`
			update sms_account set check_problem = null, checked_at = volna.now_exact()
			where id = ${accountId} and check_problem = ${CERTIFICATE_REFUSED}`.execute(db);
	}

	return {
		/** Takes note of outcomes; whatever fails here is logged and tried with the next ones. */
		async note(accountId: string, answers: readonly Pick<Answer, 'outcome'>[]): Promise<void> {
			const refused = answers.find(
				({ outcome }) => outcome.class === 'not_sent' && isSecurityRefusal(outcome.evidence.code),
			)?.outcome.evidence?.code;
			const answered = answers.some(({ outcome }) => outcome.class !== 'not_sent' || outcome.throttled);
			const rings = ringing.get(accountId);
			try {
				if (refused !== undefined && rings !== true) await ring(accountId, refused);
				else if (refused === undefined && answered && rings !== false) await silence(accountId);
				else return;
				ringing.set(accountId, refused !== undefined);
			} catch (error) {
				log.warn({ accountId, error: describeError(error) }, 'alarm_not_noted');
			}
		},
	};
}
