import { ViewportPortal } from '@xyflow/react';
import { AppLink } from '../AppLink.tsx';
import { useCanvas, useCounts, useDraft, useView } from '../canvas-context.ts';
import { cardShape } from '../model/card-box.ts';
import { useTexts } from '../model/texts.ts';
import styles from './numbers.module.css';
import { refusalsHref } from './runs-href.ts';

/** Who did not enter, by reason, beside the trigger. */
export function Refusals() {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const trigger = useCounts((state) => state.counts?.trigger ?? null);
	const card = useDraft((state) => state.draft.document.nodes.find((node) => cardShape(node).isTrigger));
	if (!isNumbers || !trigger || !card || trigger.refused.length === 0) return null;
	const all = trigger.refused.reduce((sum, one) => sum + one.count, 0);
	const x = card.position.x + cardShape(card).width + 40;
	return (
		<ViewportPortal>
			<div className={styles.refusals} style={{ transform: `translate(${x}px, ${card.position.y - 8}px)` }}>
				<p>
					<span>{texts.t('numbers.not-entered')}</span>
					<AppLink tabIndex={-1} href={refusalsHref(flowId)}>
						{texts.number(all)}
					</AppLink>
				</p>
				{trigger.refused.map(({ reason, count }) => (
					<p key={reason}>
						<span>{texts.t(`refused.${reason}`, { defaultValue: reason })}</span>
						<AppLink tabIndex={-1} href={refusalsHref(flowId, reason)}>
							{texts.number(count)}
						</AppLink>
					</p>
				))}
			</div>
		</ViewportPortal>
	);
}
