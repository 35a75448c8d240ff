import { AppLink } from '../AppLink.tsx';
import { useCanvas, useCounts, useDraft, useFacts } from '../canvas-context.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { outputLabel } from '../model/card-summary.ts';
import { useTexts } from '../model/texts.ts';
import { NumberBar } from './NumberBar.tsx';
import styles from './node-numbers.module.css';
import { refusalsHref, runsHref } from './runs-href.ts';

/** A node's figures: entered, here, by output, and what became of its messages. */
export function NodeNumbers({ id }: { id: string }) {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const { flow } = useFacts();
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	const counts = useCounts((state) => state.byNode.get(id) ?? null);
	const trigger = useCounts((state) => state.counts?.trigger ?? null);
	const isKnown = useCounts((state) => state.counts !== null);
	const shape = cardShape(node);
	if (!flow.activeVersion) return <p className={styles.quiet}>{texts.t('numbers.not-published')}</p>;
	if (!isKnown) return <p className={styles.quiet}>{texts.t('form.loading')}</p>;
	const messages = counts?.messages ?? null;
	const notSent = messages?.notSent.reduce((sum, one) => sum + one.count, 0) ?? 0;
	const entered = shape.isTrigger ? (trigger?.entered ?? 0) : (counts?.entered ?? 0);
	const messagesHref = (group: string, reason?: string) =>
		`/messages?flow=${flowId}&node=${encodeURIComponent(id)}&group=${group}${reason === undefined ? '' : `&reason=${encodeURIComponent(reason)}`}`;
	const figures: readonly (readonly [string, number, string])[] = [
		[texts.t('numbers.figure.entered'), entered, runsHref(flowId, shape.isTrigger ? {} : { node: id })],
		[texts.t('numbers.figure.here'), counts?.hereNow ?? 0, runsHref(flowId, { node: id, state: 'inside' })],
		...(messages
			? ([
					[texts.t('numbers.figure.handed-off'), messages.handedOff, messagesHref('handed_off')],
					[texts.t('numbers.figure.not-sent'), notSent, messagesHref('not_sent')],
				] as const)
			: []),
	];
	const passed = counts?.outputs.reduce((sum, one) => sum + one.passed, 0) ?? 0;
	return (
		<>
			<div className={styles.figures}>
				{figures.map(([label, value, href]) => (
					<AppLink key={label} href={href}>
						<small>{label}</small>
						<b>{texts.number(value)}</b>
					</AppLink>
				))}
			</div>
			{flow.state === 'paused' && (counts?.hereNow ?? 0) > 0 ? (
				<p className={styles.quiet}>{texts.t('numbers.paused')}</p>
			) : (
				counts?.nextDueAt && (
					<p className={styles.quiet}>{texts.t('numbers.next-due', { at: texts.moment(counts.nextDueAt) })}</p>
				)
			)}
			{messages && (
				<section>
					<h2>{texts.t('numbers.messages')}</h2>
					{(
						[
							['waiting', messages.waiting],
							['handed_off', messages.handedOff],
							['delivered', messages.delivered],
							['undelivered', messages.undelivered],
							['unknown', messages.unknown],
						] as const
					)
						.filter(([group, count]) => count > 0 || group === 'delivered' || group === 'handed_off')
						.map(([group, count]) => (
							<NumberBar
								key={group}
								label={texts.t(`numbers.group.${group}`)}
								count={count}
								of={Math.max(messages.handedOff, messages.waiting, 1)}
								share={group === 'delivered' && messages.handedOff >= 30 ? texts.share(count / messages.handedOff) : ''}
								href={messagesHref(group)}
							/>
						))}
				</section>
			)}
			{messages && messages.notSent.length > 0 && (
				<section>
					<h2>{texts.t('numbers.why-not-sent')}</h2>
					{messages.notSent.map(({ reason, count }) => (
						<NumberBar
							key={reason}
							isMuted
							label={texts.t(`messages:reason.${reason}`, { defaultValue: reason })}
							count={count}
							of={Math.max(...messages.notSent.map((one) => one.count))}
							share=""
							href={messagesHref('not_sent', reason)}
						/>
					))}
				</section>
			)}
			{counts && counts.outputs.length > 0 && shape.outputs.length > 1 && (
				<section>
					<h2>{texts.t('numbers.outputs')}</h2>
					{shape.outputs.map((output) => {
						const count = counts.outputs.find((one) => one.output === output.name)?.passed ?? 0;
						return (
							<NumberBar
								key={output.name}
								label={outputLabel(node, output, texts)}
								count={count}
								of={Math.max(passed, 1)}
								share={passed >= 30 ? texts.share(count / passed) : ''}
								href={runsHref(flowId, { node: id })}
							/>
						);
					})}
				</section>
			)}
			{shape.isTrigger && trigger && trigger.refused.length > 0 && (
				<section>
					<h2>{texts.t('numbers.not-entered')}</h2>
					{trigger.refused.map(({ reason, count }) => (
						<NumberBar
							key={reason}
							isMuted
							label={texts.t(`refused.${reason}`, { defaultValue: reason })}
							count={count}
							of={Math.max(...trigger.refused.map((one) => one.count))}
							share=""
							href={refusalsHref(flowId, reason)}
						/>
					))}
				</section>
			)}
			{counts && counts.ended.length > 0 && (
				<section>
					<h2>{texts.t('numbers.ended')}</h2>
					{counts.ended.map(({ reason, count }) => (
						<NumberBar
							key={reason}
							isMuted
							label={endedLabel(reason)}
							count={count}
							of={Math.max(...counts.ended.map((one) => one.count))}
							share=""
							href={runsHref(flowId, { node: id, state: 'ended' })}
						/>
					))}
				</section>
			)}
		</>
	);

	function endedLabel(reason: string): string {
		if (!reason.startsWith('output:')) return texts.t(`ended.${reason}`, { defaultValue: reason });
		const name = reason.slice('output:'.length);
		const output = shape.outputs.find((one) => one.name === name);
		return output ? outputLabel(node, output, texts) : name;
	}
}
