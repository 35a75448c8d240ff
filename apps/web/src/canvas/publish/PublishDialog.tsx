import { Alert, Button, Checkbox, Group, Modal, Skeleton, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck, IconTestPipe } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { FlowDiff } from '@volna/contract';
import { ApiError, routes } from '@volna/contract';
import type { Issue } from '@volna/flow';
import { useEffect, useState } from 'react';
import { useErrorText } from '../../format/use-error-text.ts';
import { useRead } from '../../reading/use-read.ts';
import { useClient } from '../../session/client-context.tsx';
import { useSession } from '../../session/use-session.ts';
import { useShowNode } from '../board/use-show-node.ts';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { nodeName } from '../model/card-summary.ts';
import { useTexts } from '../model/texts.ts';
import { issueKey } from '../problems/issue-key.ts';
import { IssueWords, SeverityIcon } from '../problems/ProblemsDrawer.tsx';
import { showProblem } from '../problems/show-problem.ts';
import { fieldWords } from './field-words.ts';
import styles from './publish.module.css';

/** What publishing would do, in one dialog: problems, the difference, who is inside, where messages go. */
export function PublishDialog() {
	const dialog = useView((state) => state.dialog);
	return dialog === 'publish' ? <OpenPublish /> : null;
}

function OpenPublish() {
	const texts = useTexts();
	const canvas = useCanvas();
	const client = useClient();
	const queries = useQueryClient();
	const errorText = useErrorText();
	const showNode = useShowNode();
	const { flow } = useFacts();
	const { environment } = useSession();
	const saving = useDraft((state) => state.saving);
	const revision = useDraft((state) => state.draft.base.revision);
	const [note, setNote] = useState('');
	const [accepted, setAccepted] = useState(false);
	const [isBusy, setBusy] = useState(false);
	const [refusal, setRefusal] = useState<string | null>(null);
	const close = () => canvas.view.setState({ dialog: null });
	useEffect(() => {
		void canvas.autosave.flush();
	}, [canvas]);
	const preview = useRead(
		routes.previewPublish,
		{ params: { flow: flow.id }, query: undefined },
		{ enabled: saving === 'saved' },
	);
	const data = saving === 'saved' && preview.data?.revision === revision ? preview.data : undefined;
	useEffect(() => {
		if (saving === 'saved' && preview.data && preview.data.revision !== revision && !preview.isFetching)
			void preview.refetch();
	}, [saving, revision, preview]);
	const issues = (data?.issues ?? []) as readonly Issue[];
	const errors = issues.filter((issue) => issue.severity === 'error');
	const warnings = issues.filter((issue) => issue.severity === 'warning');
	const number = data?.nextNumber ?? (flow.activeVersion?.number ?? 0) + 1;
	const mayPublish = data !== undefined && errors.length === 0 && (warnings.length === 0 || accepted) && !isBusy;

	const publish = async () => {
		if (!data) return;
		setBusy(true);
		setRefusal(null);
		try {
			const { version } = await client(routes.publishFlow, {
				params: { flow: flow.id },
				revision: data.revision,
				body: { note },
			});
			await queries.invalidateQueries({ queryKey: ['readFlow'] });
			void queries.invalidateQueries({ queryKey: ['listFlows'] });
			void queries.invalidateQueries({ queryKey: ['listVersions'] });
			void queries.invalidateQueries({ queryKey: ['previewPublish'] });
			notifications.show({
				message: texts.t('publish.done', { number: version.number }),
				color: 'sea',
				autoClose: 4000,
				// In the middle: the inspector at the right shows the call to copy next.
				position: 'bottom-center',
			});
			close();
		} catch (error) {
			setRefusal(errorText(error));
			if (error instanceof ApiError && ['publish-refused', 'draft-changed'].includes(error.body.code))
				void preview.refetch();
		} finally {
			setBusy(false);
		}
	};

	return (
		<Modal
			opened
			onClose={close}
			size={720}
			title={texts.t('publish.title', { name: flow.name, number })}
			closeButtonProps={{ 'aria-label': texts.t('close') }}
		>
			<div className={styles.sections}>
				{saving === 'failed' && <Alert color="yellow">{texts.t('publish.not-saved')}</Alert>}
				{!data && saving !== 'failed' && !preview.isError && <Skeleton height={120} />}
				{preview.isError && <Alert color="red">{errorText(preview.error)}</Alert>}
				{data && (
					<>
						<section>
							<h3>{texts.t('publish.problems')}</h3>
							{errors.length + warnings.length === 0 && (
								<p className={styles.ok}>
									<IconCircleCheck size={16} stroke={1.75} aria-hidden />
									{texts.t('publish.no-problems')}
								</p>
							)}
							<ul className={styles.issues}>
								{[...errors, ...warnings].map((issue) => (
									<li key={issueKey(issue)}>
										<SeverityIcon severity={issue.severity} />
										<button
											type="button"
											onClick={() => {
												close();
												showProblem(canvas, issue, showNode);
											}}
										>
											<IssueWords issue={issue} />
										</button>
									</li>
								))}
							</ul>
							{errors.length === 0 && warnings.length > 0 && (
								<Checkbox
									checked={accepted}
									onChange={(event) => setAccepted(event.currentTarget.checked)}
									label={texts.t('publish.accept-warnings', { count: warnings.length })}
								/>
							)}
						</section>
						<section>
							<h3>{texts.t('publish.changes')}</h3>
							<Difference diff={data.diff} isFirst={flow.activeVersion === null} />
						</section>
						{data.inside.length > 0 && (
							<section>
								<h3>{texts.t('publish.inside')}</h3>
								<table className={styles.inside}>
									<tbody>
										{data.inside.map((row) => (
											<tr key={`${row.version} ${row.nodeId}`}>
												<td>{row.nodeName}</td>
												<td>v{row.version}</td>
												<td>{texts.number(row.count)}</td>
											</tr>
										))}
									</tbody>
								</table>
								<p className={styles.quiet}>
									{texts.t('publish.inside-finish', { count: data.inside.reduce((sum, row) => sum + row.count, 0) })}
								</p>
							</section>
						)}
						<Textarea
							label={texts.t('publish.note')}
							placeholder={texts.t('publish.note-example')}
							value={note}
							maxLength={500}
							autosize
							minRows={2}
							onChange={(event) => setNote(event.currentTarget.value)}
						/>
					</>
				)}
				{environment.kind === 'emulator' && (
					<p className={styles.environment}>
						<IconTestPipe size={16} stroke={1.75} aria-hidden />
						<span>
							<b>{texts.t('publish.emulator')}</b> {texts.t('publish.emulator-text')}
						</span>
					</p>
				)}
				{environment.kind === 'provider' && <p className={styles.quiet}>{texts.t('publish.provider')}</p>}
				{environment.kind === 'none' && <Alert color="red">{texts.t('publish.no-provider')}</Alert>}
				{refusal !== null && <Alert color="red">{refusal}</Alert>}
			</div>
			<Group justify="flex-end" mt="lg" gap="sm">
				<Button variant="default" onClick={close}>
					{texts.t('cancel')}
				</Button>
				<Button loading={isBusy} disabled={!mayPublish} onClick={() => void publish()}>
					{texts.t('top.publish', { number })}
				</Button>
			</Group>
		</Modal>
	);
}

function Difference({ diff, isFirst }: { diff: FlowDiff; isFirst: boolean }) {
	const texts = useTexts();
	if (isFirst) return <p className={styles.quiet}>{texts.t('publish.first', { count: diff.added.length })}</p>;
	const lines = [
		...diff.added.map((node) => ({ mark: '+', node, rest: '' })),
		...diff.removed.map((node) => ({ mark: '−', node, rest: '' })),
		...diff.changed.map((node) => ({
			mark: '~',
			node,
			rest: texts.t('publish.changed-fields', {
				what: texts.list(node.fields.map((field) => fieldWords(node.type, field, texts))),
			}),
		})),
	];
	return (
		<>
			<ul className={styles.diff}>
				{lines.map(({ mark, node, rest }) => (
					<li key={`${mark} ${node.id}`} data-mark={mark}>
						<i aria-hidden>{mark}</i>
						<span>
							<b>{nodeName(node, texts)}</b>
							{rest ? `: ${rest}` : ''}
							{mark !== '~' && <small>{texts.t(mark === '+' ? 'publish.added' : 'publish.removed')}</small>}
						</span>
					</li>
				))}
			</ul>
			{(diff.edgesAdded > 0 || diff.edgesRemoved > 0) && (
				<p className={styles.quiet}>
					{texts.t('publish.edges', { added: diff.edgesAdded, removed: diff.edgesRemoved })}
				</p>
			)}
			{diff.settings.length > 0 && (
				<p className={styles.quiet}>
					{texts.t('publish.settings', { what: texts.list(diff.settings.map((name) => texts.t(`settings.${name}`))) })}
				</p>
			)}
			{!diff.behaviour && <p className={styles.quiet}>{texts.t('publish.looks-only')}</p>}
		</>
	);
}
