import { AppLink } from '../AppLink.tsx';
import { useCanvas, useCounts, useView } from '../canvas-context.ts';
import inspector from '../inspector/inspector.module.css';
import { useTexts } from '../model/texts.ts';
import { NumberBar } from './NumberBar.tsx';
import styles from './node-numbers.module.css';
import { refusalsHref, runsHref } from './runs-href.ts';
import { useShownNumber } from './use-shown-number.ts';

/** The figures of the whole flow, where no card is chosen. */
export function FlowNumbers() {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const number = useShownNumber();
	const isAll = useView((state) => state.version === 'all');
	const counts = useCounts((state) => state.counts);
	const sum = (of: (node: NonNullable<typeof counts>['nodes'][number]) => number) =>
		counts?.nodes.reduce((total, node) => total + of(node), 0) ?? 0;
	const here = sum((node) => node.hereNow);
	const handedOff = sum((node) => node.messages?.handedOff ?? 0);
	const delivered = sum((node) => node.messages?.delivered ?? 0);
	const notSent = sum((node) => node.messages?.notSent.reduce((total, one) => total + one.count, 0) ?? 0);
	const messagesHref = (group: string) => `/messages?flow=${flowId}&group=${group}`;
	const refused = counts?.trigger.refused ?? [];
	return (
		<>
			<header className={inspector.head}>
				<div className={inspector.title}>
					<b>{texts.t('numbers.flow')}</b>
					<small>{isAll ? texts.t('numbers.all-versions') : number === null ? '' : `v${number}`}</small>
				</div>
			</header>
			<div className={inspector.scroll}>
				<div className={styles.figures}>
					{(
						[
							['entered', counts?.trigger.entered ?? 0, runsHref(flowId)],
							['here', here, runsHref(flowId, { state: 'inside' })],
							['handed-off', handedOff, messagesHref('handed_off')],
							['not-sent', notSent, messagesHref('not_sent')],
						] as const
					).map(([name, value, href]) => (
						<AppLink key={name} href={href}>
							<small>{texts.t(`numbers.figure.${name}`)}</small>
							<b>{texts.number(value)}</b>
						</AppLink>
					))}
				</div>
				{handedOff > 0 && (
					<section>
						<h2>{texts.t('numbers.messages')}</h2>
						<NumberBar
							label={texts.t('numbers.group.handed_off')}
							count={handedOff}
							of={handedOff}
							href={messagesHref('handed_off')}
							share=""
						/>
						<NumberBar
							label={texts.t('numbers.group.delivered')}
							count={delivered}
							of={handedOff}
							href={messagesHref('delivered')}
							share={handedOff >= 30 ? texts.share(delivered / handedOff) : ''}
						/>
					</section>
				)}
				{refused.length > 0 && (
					<section>
						<h2>{texts.t('numbers.not-entered')}</h2>
						{refused.map(({ reason, count }) => (
							<NumberBar
								key={reason}
								isMuted
								label={texts.t(`refused.${reason}`, { defaultValue: reason })}
								count={count}
								of={Math.max(...refused.map((one) => one.count))}
								href={refusalsHref(flowId, reason)}
								share=""
							/>
						))}
					</section>
				)}
				<p className={styles.quiet}>{texts.t('numbers.choose-a-card')}</p>
			</div>
		</>
	);
}
