import { Button, Group, Modal, Skeleton, Text } from '@mantine/core';
import { routes } from '@volna/contract';
import { useChange } from '../../reading/use-change.ts';
import { useRead } from '../../reading/use-read.ts';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import styles from './top-bar.module.css';

type Asked = 'pause' | 'resume' | 'stop' | 'discard';
const asked: readonly string[] = ['pause', 'resume', 'stop', 'discard'] satisfies readonly Asked[];

/** Asks before what customers notice or nobody can take back: pause, going on, stopping, throwing the draft away. */
export function FlowStateDialog() {
	const dialog = useView((state) => state.dialog);
	return dialog !== null && asked.includes(dialog) ? <Ask what={dialog as Asked} /> : null;
}

function Ask({ what }: { what: Asked }) {
	const texts = useTexts();
	const { view, flowId, draft } = useCanvas();
	const { flow } = useFacts();
	const revision = useDraft((state) => state.draft.base.revision);
	const close = () => view.setState({ dialog: null });
	const moved = { stale: ['readFlow', 'listFlows', 'readFlowCounts', 'listVersions'] as const, done: close };
	const pause = useChange(routes.pauseFlow, moved);
	const resume = useChange(routes.resumeFlow, moved);
	const stop = useChange(routes.stopFlow, moved);
	const discard = useChange(routes.discardDraft, {
		stale: ['readFlow'],
		done: (answer) => {
			draft.saver.replace(answer.revision, answer.document);
			close();
		},
	});
	const params = { flow: flowId };
	const act = {
		pause: () => pause.mutate({ params }),
		resume: () => resume.mutate({ params }),
		stop: () => stop.mutate({ params }),
		discard: () => discard.mutate({ params, revision }),
	}[what];
	const number = flow.activeVersion?.number;
	const isBusy = [pause, resume, stop, discard].some((one) => one.isPending);
	return (
		<Modal
			opened
			onClose={close}
			size={520}
			title={texts.t(`${what}.title`)}
			closeButtonProps={{ 'aria-label': texts.t('close') }}
		>
			{what === 'pause' || what === 'resume' ? (
				<WhoIsInside what={what} />
			) : (
				<Text>{texts.t(`${what}.text`, { number })}</Text>
			)}
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts.t('cancel')}
				</Button>
				<Button color={what === 'stop' || what === 'discard' ? 'red' : undefined} loading={isBusy} onClick={act}>
					{texts.t(`${what}.do`, { number })}
				</Button>
			</Group>
		</Modal>
	);
}

/** What a pause, or its end, means for those who come, those inside and the messages, with counts of now. */
function WhoIsInside({ what }: { what: 'pause' | 'resume' }) {
	const texts = useTexts();
	const { flowId } = useCanvas();
	const params = { flow: flowId };
	const day = useRead(routes.readFlowCounts, { params, query: { version: 'all', days: what === 'pause' ? 1 : 30 } });
	const versions = useRead(routes.listVersions, { params });
	if (day.isPending || versions.isPending) return <Skeleton height={96} />;
	const inside = versions.data?.items.reduce((sum, one) => sum + one.inside, 0) ?? 0;
	const messages = day.data?.nodes.reduce((sum, node) => sum + (node.messages?.waiting ?? 0), 0) ?? 0;
	const entered = day.data?.trigger.entered ?? 0;
	const refused = day.data?.trigger.refused.find((one) => one.reason === 'flow_paused')?.count ?? 0;
	const coming = what === 'pause' ? 'entry-count' : 'refused';
	const come = what === 'pause' ? entered : refused;
	return (
		<ul className={styles.means}>
			<li>
				{texts.t(`${what}.entry`)}
				{come > 0 && ` ${texts.t(`${what}.${coming}`, { count: come })}`}
			</li>
			<li>{inside === 0 ? texts.t('pause.nobody') : texts.t(`${what}.inside`, { count: inside })}</li>
			{messages > 0 && <li>{texts.t(`${what}.messages`, { count: messages })}</li>}
			{day.data && <li className={styles.asOf}>{texts.t('numbers.as-of', { time: texts.time(day.data.asOf) })}</li>}
		</ul>
	);
}
