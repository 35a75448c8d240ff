/** Places at which a process can be made to die, stop or throw, by `FAILPOINTS="message.claimed=kill#17,message.answered=throw"`. */
export type Failpoint =
	| 'message.planned'
	| 'message.claimed'
	| 'message.intended'
	| 'message.called'
	| 'message.answered'
	| 'message.recorded'
	| 'callback.stored'
	| 'callback.applied';

const rules = new Map(
	(process.env.FAILPOINTS ?? '')
		.split(',')
		.map((rule) => /^([a-z.]+)=(kill|throw|stop:(\d+)s)(?:#(\d+))?$/.exec(rule.trim()))
		.filter((rule) => rule !== null)
		.map(([, name, act, seconds, nth]) => [
			name!,
			{ act: act!, seconds: Number(seconds ?? 0), left: Number(nth ?? 1) },
		]),
);

/** Acts on the n-th passage, once. Resolved only under `node --conditions=failpoints`. */
export function failpoint(name: Failpoint): void {
	const rule = rules.get(name);
	if (!rule || --rule.left !== 0) return;
	if (rule.act === 'kill') process.kill(process.pid, 'SIGKILL');
	if (rule.act === 'throw') throw new Error(`failpoint ${name}`);
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, rule.seconds * 1000);
}
