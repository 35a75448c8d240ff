import { FlowStatePill, MessageStatePill, RunStatePill, StatePill } from './StatePill.tsx';

const row = { display: 'flex', gap: 8, flexWrap: 'wrap' } as const;

export default { title: 'ui/StatePill' };

export const Tones = () => (
	<div style={row}>
		{(['neutral', 'info', 'success', 'warning', 'danger', 'brand'] as const).map((tone) => (
			<StatePill key={tone} tone={tone} label={tone} />
		))}
	</div>
);

export const Flow = () => (
	<div style={row}>
		{['draft', 'active', 'paused', 'stopped', 'archived'].map((state) => (
			<FlowStatePill key={state} state={state} label={state} />
		))}
	</div>
);

export const Run = () => (
	<div style={row}>
		{['ready', 'waiting', 'call_due', 'calling', 'held', 'done', 'stopped', 'failed'].map((state) => (
			<RunStatePill key={state} state={state} label={state} />
		))}
	</div>
);

export const Message = () => (
	<div style={row}>
		{[
			'scheduled',
			'queued',
			'submitting',
			'submitted',
			'sent',
			'delivered',
			'undelivered',
			'unknown',
			'suppressed',
			'rejected',
			'failed',
		].map((state) => (
			<MessageStatePill key={state} state={state} label={state} />
		))}
		<MessageStatePill state="queued" held label="held" />
	</div>
);
