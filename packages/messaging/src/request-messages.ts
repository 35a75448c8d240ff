import { prepared, type Tx, together } from '@volna/db';
import type { MessageRequest, RequestedMessage, RunId } from '@volna/node-sdk';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { failpoint } from '#failpoint';
import { accountFlags } from './account-flags.ts';
import { composeText } from './compose-text.ts';
import { type FieldMoments, fieldMoments } from './field-moments.ts';
import { closedGate } from './gates.ts';
import type { AccountFlags } from './gateway.ts';
import type { HashPhone } from './hash-phone.ts';
import { accountKey, flowKey, senderKey, testKey } from './hold-keys.ts';
import { messageValues, type OrderFacts } from './message-values.ts';
import { type RecipientFacts, readRecipients } from './read-recipients.ts';
import { planWhen } from './schedule.ts';
import { type MessageState, type NotSentReason, notSentReasons, outcomeOf } from './states.ts';
import { usableZone } from './usable-zone.ts';

export interface RequestDeps {
	readonly hashPhone: HashPhone;
}

/** There is no active account to plan for. The step is tried again later; nothing was written. */
export class NoAccountError extends Error {
	constructor() {
		super('No provider account is active: choose one in the settings.');
		this.name = 'NoAccountError';
	}
}

/**
 * Makes one message for each request, whatever its gates say: a closed gate leaves it in its own state with the reason.
 * The key is run + node + visit, so a request made again answers with the message it made first, unchanged. Texts are
 * rendered and frozen here. Six statements for any number of requests, in the step's transaction.
 *
 * @throws NoAccountError when no account is active
 */
export async function requestMessages(
	tx: Tx,
	deps: RequestDeps,
	requests: readonly MessageRequest[],
): Promise<ReadonlyMap<RunId, RequestedMessage>> {
	const [answers, project, runs, recipients] = await together([
		readExisting(tx, requests),
		readProject(tx),
		readRuns(tx, requests),
		readRecipients(
			tx,
			requests.map(({ run }) => run.customerId),
			deps.hashPhone,
		),
	]);
	const fresh = requests.filter(({ run }) => !answers.has(run.id));
	if (fresh.length === 0) return answers;
	if (!project) throw new NoAccountError();

	const planned = fresh.map((request) => {
		const run = runs.get(request.run.id);
		if (!run) throw new Error(`The run ${request.run.id} of a requested message does not exist.`);
		return planMessage(request, run, recipients.get(request.run.customerId), project);
	});
	await holdTests(tx, planned);
	for (const [runId, answer] of await insertMessages(tx, planned)) answers.set(runId, answer);
	failpoint('message.planned');

	const missing = fresh.filter(({ run }) => !answers.has(run.id));
	// Another transaction made them between our look and our insert; now they can be seen.
	if (missing.length > 0) for (const [runId, answer] of await readExisting(tx, missing)) answers.set(runId, answer);
	return answers;
}

interface Project {
	readonly accountId: string;
	readonly flags: AccountFlags;
	readonly timeZone: string;
	readonly now: Date;
	readonly moments: FieldMoments;
}

/** Null while no account is active. */
async function readProject(tx: Tx): Promise<Project | null> {
	const { rows } = await sql<{
		accountId: string | null;
		isEmulator: boolean;
		flags: unknown;
		timeZone: string;
		now: Date;
		moments: FieldMoments;
	}>`${prepared}
		select a.id as account_id, a.is_emulator, a.flags, p.time_zone, volna.now_exact() as now, ${fieldMoments} as moments
		from project p
		left join sms_account a on a.is_active`.execute(tx);
	const row = rows[0];
	if (!row?.accountId) return null;
	const { accountId, timeZone, now, moments } = row;
	return { accountId, flags: accountFlags(row), timeZone, now, moments };
}

interface RunFacts {
	readonly runId: string;
	readonly flowId: string;
	readonly versionId: string;
	readonly mode: 'live' | 'test';
	readonly campaignId: string;
	readonly name: string;
	readonly systemName: string;
	readonly order: OrderFacts | null;
}

async function readRuns(tx: Tx, requests: readonly MessageRequest[]): Promise<ReadonlyMap<string, RunFacts>> {
	const { rows } = await sql<
		Omit<RunFacts, 'order'> & Omit<OrderFacts, 'lineCount'> & { lineCount: number | null }
	>`${prepared}
		select r.id as run_id, r.flow_id, r.version_id, r.mode, f.campaign_id, f.name, f.system_name,
			o.external_id, o.status, o.total, o.created_at, o.line_count
		from unnest(
			${requests.map(({ run }) => run.id)}::uuid[],
			${requests.map(({ run }) => run.values.order?.ref ?? null)}::uuid[]
		) as asked (id, order_id)
		join run r on r.id = asked.id
		join flow f on f.id = r.flow_id
		left join customer_alias a on a.id = r.customer_id
		left join customer_order o
			on o.customer_id = coalesce(a.survivor_id, r.customer_id) and o.id = coalesce(asked.order_id, r.order_id)`.execute(
		tx,
	);
	return new Map(
		rows.map(({ externalId, status, total, createdAt, lineCount, ...run }) => [
			run.runId,
			{ ...run, order: lineCount === null ? null : { externalId, status, total, createdAt, lineCount } },
		]),
	);
}

interface PlannedMessage {
	readonly request: MessageRequest;
	readonly run: RunFacts;
	readonly project: Project;
	readonly customerId: number;
	readonly recipient: RecipientFacts | undefined;
	/** As it is stored; `usableZone` makes it one to reckon in. */
	readonly zone: string;
	readonly notAfter: Date;
	readonly state: MessageState;
	readonly reason: NotSentReason | null;
	readonly detail: string | null;
	readonly dueAt: Date;
	readonly closesAt: Date | null;
	readonly composed: { readonly text: string; readonly parts: number; readonly encoding: 'gsm7' | 'ucs2' } | null;
}

/** Gates 1, 2, 3, 6, 11, 12 and 13, in order; the first that closes decides. */
function planMessage(
	request: MessageRequest,
	run: RunFacts,
	recipient: RecipientFacts | undefined,
	project: Project,
): PlannedMessage {
	const { now } = project;
	const zone = recipient?.timeZone ?? project.timeZone;
	const local = usableZone(zone, project.timeZone);
	const base = {
		request,
		run,
		project,
		customerId: recipient?.id ?? request.run.customerId,
		recipient,
		zone,
		notAfter: endOfRelevance(stepDueAt(request, now), request.relevance, project.timeZone),
		composed: null,
		dueAt: now,
		closesAt: null,
		detail: null,
	};
	const closed = closedGate(request.profile, recipient);
	if (closed) return { ...base, state: notSentReasons[closed], reason: closed };

	const values = messageValues(recipient!, request.run.values, run.order, run, project.moments);
	const composed = composeText(request.text, values, {
		zone: local,
		messageKey: request.run.key,
		maxParts: request.maxParts,
	});
	if (!composed.ok) {
		const { reason, detail } = composed;
		return { ...base, state: notSentReasons[reason], reason, detail };
	}
	const when = planWhen({ hours: request.hours, zone: local, from: now, until: base.notAfter });
	if (when.outcome === 'expired') return { ...base, composed, state: 'expired_local', reason: 'expired' };
	const { dueAt, closesAt } = when;
	return { ...base, composed, dueAt, closesAt, state: dueAt <= now ? 'queued' : 'scheduled', reason: null };
}

/** A pause held the step back: its offer has aged meanwhile. */
function stepDueAt(request: MessageRequest, now: Date): Date {
	const { dueAt } = request.run;
	return dueAt && dueAt < now ? dueAt : now;
}

/** Relevance is counted from the step; its days are the project's calendar. */
function endOfRelevance(from: Date, relevance: string, zone: string): Date {
	const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone);
	return new Date(start.add(Temporal.Duration.from(relevance)).epochMilliseconds);
}

/** A test's messages are composed and never claimed: the hold stands before they do. */
async function holdTests(tx: Tx, planned: readonly PlannedMessage[]): Promise<void> {
	const flows = planned.filter(({ run }) => run.mode === 'test').map(({ run }) => testKey(run.flowId));
	if (flows.length === 0) return;
	await sql`${prepared}
		insert into hold (key, reason)
		select distinct key, 'test_mode' from unnest(${flows}::text[]) as key
		on conflict do nothing`.execute(tx);
}

async function insertMessages(
	tx: Tx,
	planned: readonly PlannedMessage[],
): Promise<ReadonlyMap<RunId, RequestedMessage>> {
	const { rows } = await sql<MadeRow>`${prepared}
		with given as (
			select * from jsonb_to_recordset(${JSON.stringify(planned.map(rowOf))}::jsonb) as r (
				account_id uuid, campaign_id uuid, lane smallint, mode text, state text, reason text, detail text,
				profile text, customer_id bigint, planned_for bigint, run_id uuid, flow_id uuid, version_id uuid,
				node_id text, visit integer, sender text, phone text, phone_hash text, message_text text, parts smallint,
				encoding text, weight smallint, hours jsonb, zone text, tags text[], hold_keys text[],
				due_at timestamptz, closes_at timestamptz, not_after timestamptz)
		),
		made as (
			insert into message (
				account_id, campaign_id, lane, mode, state, reason, detail, profile, customer_id, planned_for, run_id,
				flow_id, version_id, node_id, visit, sender, phone, phone_hash, text, text_hash, parts, encoding, weight,
				hours, zone, tags, hold_keys, due_at, closes_at, not_after, final_at)
			select account_id, campaign_id, lane, mode, state, reason, detail, profile, customer_id, planned_for, run_id,
				flow_id, version_id, node_id, visit, sender, phone, decode(phone_hash, 'hex'), message_text,
				sha256(convert_to(message_text, 'UTF8')), parts, encoding, weight, hours, zone, tags, hold_keys, due_at,
				coalesce(closes_at, 'infinity'), not_after, case when reason is not null then volna.now_exact() end
			from given
			order by run_id
			on conflict (run_id, node_id, visit) do nothing
			returning id, run_id, state, reason
		),
		logged as (
			insert into message_event (message_id, at, to_state, cause, reason)
			select id, volna.now_exact(), state, 'planned', reason from made
		)
		select id, run_id, state, reason from made`.execute(tx);
	return answersOf(rows);
}

function rowOf({ request, run, project, recipient, composed, ...rest }: PlannedMessage) {
	const { accountId, flags } = project;
	return {
		account_id: accountId,
		campaign_id: run.campaignId,
		lane: request.profile === 'code' ? 0 : 1,
		mode: run.mode,
		state: rest.state,
		reason: rest.reason,
		detail: rest.detail,
		profile: request.profile,
		customer_id: rest.customerId,
		planned_for: request.run.customerId,
		run_id: run.runId,
		flow_id: run.flowId,
		version_id: run.versionId,
		node_id: request.run.nodeId,
		visit: request.run.visit,
		sender: request.sender,
		phone: recipient?.phone ?? null,
		phone_hash: recipient?.phoneHash?.toString('hex') ?? null,
		message_text: composed?.text ?? null,
		parts: composed?.parts ?? null,
		encoding: composed?.encoding ?? null,
		weight: flags.rateUnit === 'parts' ? (composed?.parts ?? 1) : 1,
		hours: request.hours,
		zone: rest.zone,
		tags: request.tags,
		hold_keys: [
			accountKey(accountId),
			senderKey(accountId, request.sender),
			flowKey(run.flowId),
			...(run.mode === 'test' ? [testKey(run.flowId)] : []),
		],
		due_at: rest.dueAt,
		closes_at: rest.closesAt,
		not_after: rest.notAfter,
	};
}

interface MadeRow {
	readonly id: string;
	readonly runId: string;
	readonly state: MessageState;
	readonly reason: string | null;
}

async function readExisting(tx: Tx, requests: readonly MessageRequest[]): Promise<Map<RunId, RequestedMessage>> {
	const { rows } = await sql<MadeRow>`${prepared}
		select m.id, m.run_id, m.state, m.reason
		from unnest(
			${requests.map(({ run }) => run.id)}::uuid[],
			${requests.map(({ run }) => run.nodeId)}::text[],
			${requests.map(({ run }) => run.visit)}::integer[]
		) as asked (run_id, node_id, visit)
		join message m using (run_id, node_id, visit)`.execute(tx);
	return answersOf(rows);
}

function answersOf(rows: readonly MadeRow[]): Map<RunId, RequestedMessage> {
	return new Map(
		rows.map(({ id, runId, state, reason }) => {
			const outcome = outcomeOf(state);
			const answer = outcome === null ? 'waiting' : outcome === 'not_sent' ? 'not_sent' : 'handed_off';
			return [runId, { messageId: id, state: answer, reason }];
		}),
	);
}
