import { timingSafeEqual } from 'node:crypto';
import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { Mount } from '../http/mount.ts';
import { remoteAddress } from '../http/remote-address.ts';

interface Gauge {
	name: string;
	help: string;
	labels: Record<string, string>;
	value: number;
}

/** `/metrics` in Prometheus's text format, for a bearer token of ours or a loopback address. */
export function mountMetrics(mount: Mount, db: Db, token: string | undefined): void {
	mount.on('get', '/metrics', { kind: 'token-or-loopback' }, async (c) => {
		const given = c.req.header('authorization')?.replace(/^Bearer /, '');
		const allowed = token !== undefined && given !== undefined ? isSame(given, token) : isLoopback(remoteAddress(c));
		if (!allowed) return c.text('', 404);
		return c.text(print(await readGauges(db)), 200, { 'content-type': 'text/plain; version=0.0.4' });
	});
}

function isLoopback(address: string): boolean {
	return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isSame(given: string, token: string): boolean {
	const a = Buffer.from(given);
	const b = Buffer.from(token);
	return a.length === b.length && timingSafeEqual(a, b);
}

async function readGauges(db: Db): Promise<Gauge[]> {
	const { rows } = await sql<{ name: string; label: string; value: number }>`
		select 'volna_messages' as name, state as label, count(*) as value
		from message where mode = 'live' and state in ('planned', 'scheduled', 'queued', 'leased', 'submitting', 'unknown')
		group by state
		union all
		select 'volna_runs_due', lane::text, count(*)
		from run where state in ('ready', 'waiting') and due_at <= volna.now_stable()
		group by lane
		union all
		select 'volna_holds', reason, count(*) from hold group by reason
		union all
		select 'volna_operations_accepted', 'accepted', count(*) from operation_request where state = 'accepted'
		union all
		select 'volna_processes', kind, count(*) from process where seen_at > volna.now_stable() - interval '15 seconds' group by kind
	`.execute(db);
	return rows.map((row) => ({
		name: row.name,
		help: HELP[row.name] ?? '',
		labels: { kind: row.label },
		value: Number(row.value),
	}));
}

const HELP: Record<string, string> = {
	volna_messages: 'Messages that wait or whose outcome is unknown, by state',
	volna_runs_due: 'Runs whose next step is due, by lane',
	volna_holds: 'Holds in force, by reason',
	volna_operations_accepted: 'Calls accepted and not yet recorded',
	volna_processes: 'Processes seen within 15 seconds, by kind',
};

function print(gauges: readonly Gauge[]): string {
	const names = [...new Set(gauges.map((gauge) => gauge.name))];
	const lines = names.flatMap((name) => [
		`# HELP ${name} ${HELP[name] ?? ''}`,
		`# TYPE ${name} gauge`,
		...gauges
			.filter((gauge) => gauge.name === name)
			.map((gauge) => `${name}{kind="${gauge.labels.kind}"} ${gauge.value}`),
	]);
	return `${lines.join('\n')}\n`;
}
