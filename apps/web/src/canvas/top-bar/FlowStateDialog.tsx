import { Button, Group, Modal, Text } from '@mantine/core';
import { routes } from '@volna/contract';
import { useChange } from '../../reading/use-change.ts';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';

/** Asks before what cannot be taken back with one step: stopping the flow, throwing the draft away. */
export function FlowStateDialog() {
	const texts = useTexts();
	const { view, flowId, draft } = useCanvas();
	const { flow } = useFacts();
	const dialog = useView((state) => state.dialog);
	const revision = useDraft((state) => state.draft.base.revision);
	const close = () => view.setState({ dialog: null });
	const stop = useChange(routes.stopFlow, { stale: ['readFlow', 'listFlows'], done: close });
	const discard = useChange(routes.discardDraft, {
		stale: ['readFlow'],
		done: (answer) => {
			draft.saver.replace(answer.revision, answer.document);
			close();
		},
	});
	const isStop = dialog === 'stop';
	if (!isStop && dialog !== 'discard') return null;
	const params = { flow: flowId };
	return (
		<Modal opened onClose={close} size={480} title={texts.t(isStop ? 'stop.title' : 'discard.title')}>
			<Text>{isStop ? texts.t('stop.text') : texts.t('discard.text', { number: flow.activeVersion?.number })}</Text>
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={close}>
					{texts.t('cancel')}
				</Button>
				<Button
					color="red"
					loading={stop.isPending || discard.isPending}
					onClick={() => (isStop ? stop.mutate({ params }) : discard.mutate({ params, revision }))}
				>
					{texts.t(isStop ? 'stop.do' : 'discard.do', { number: flow.activeVersion?.number })}
				</Button>
			</Group>
		</Modal>
	);
}
