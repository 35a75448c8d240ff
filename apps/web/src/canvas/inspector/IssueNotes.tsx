import type { Issue } from '@volna/flow';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { useCanvas, useDraft, useFacts } from '../canvas-context.ts';
import { applyFix } from '../edits.ts';
import { useTexts } from '../model/texts.ts';
import { issueKey } from '../problems/issue-key.ts';
import { fixText, issueText } from '../problems/issue-text.ts';
import { SeverityIcon } from '../problems/ProblemsDrawer.tsx';
import styles from './inspector.module.css';

/** Problems of one place, each with its fix. */
export function IssueNotes({ node, of }: { node?: string; of: (issue: Issue) => boolean }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const document = useDraft((state) => state.draft.document);
	const issues = useStore(
		canvas.problems,
		useShallow((state) => (node === undefined ? state.issues : (state.byNode.get(node) ?? [])).filter(of)),
	);
	return (
		<>
			{issues.map((issue) => (
				<div key={issueKey(issue)} className={styles.issue} data-severity={issue.severity} role="note">
					<SeverityIcon severity={issue.severity} />
					<div>
						{issueText(issue, document, texts)}
						{issue.fix && mayEdit && (
							<>
								{' '}
								<button type="button" onClick={() => applyFix(canvas, issue.fix!)}>
									{fixText(issue, texts)}
								</button>
							</>
						)}
					</div>
				</div>
			))}
		</>
	);
}
