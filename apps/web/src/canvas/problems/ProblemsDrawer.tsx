import {
	IconAlertCircle,
	IconAlertTriangle,
	IconChevronDown,
	IconChevronUp,
	IconCircleCheck,
	IconInfoCircle,
} from '@tabler/icons-react';
import type { Issue } from '@volna/flow';
import clsx from 'clsx';
import { useShowNode } from '../board/use-show-node.ts';
import { useCanvas, useDraft, useFacts, useProblems, useView } from '../canvas-context.ts';
import { applyFix } from '../edits.ts';
import { useTexts } from '../model/texts.ts';
import { issueKey } from './issue-key.ts';
import { fixText, issuePlace, issueText } from './issue-text.ts';
import styles from './problems.module.css';
import { showProblem } from './show-problem.ts';

/** What is wrong with the flow: counts and the first problem in words; opens to all of them. */
export function ProblemsDrawer() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const showNode = useShowNode();
	const isOpen = useView((state) => state.drawerOpen);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const issues = useProblems((state) => state.issues);
	const checked = useProblems((state) => state.of);
	const document = useDraft((state) => state.draft.document);
	if (isNumbers) return null;
	const errors = issues.filter((issue) => issue.severity === 'error').length;
	const warnings = issues.filter((issue) => issue.severity === 'warning').length;
	const [first] = issues;
	const place = first ? issuePlace(first, document, texts) : null;
	const show = (issue: Issue) => showProblem(canvas, issue, showNode);
	const toggle = () => canvas.view.setState({ drawerOpen: !isOpen });
	return (
		<section className={styles.drawer} aria-label={texts.t('problems.title')}>
			{isOpen && issues.length > 0 && (
				<ul className={styles.list}>
					{issues.map((issue) => (
						<li key={issueKey(issue)} className={styles.item}>
							<SeverityIcon severity={issue.severity} />
							<button type="button" className={styles.words} onClick={() => show(issue)}>
								<IssueWords issue={issue} />
							</button>
							{issue.fix && mayEdit && (
								<button type="button" className={styles.fix} onClick={() => applyFix(canvas, issue.fix!)}>
									{fixText(issue, texts)}
								</button>
							)}
						</li>
					))}
				</ul>
			)}
			<div className={styles.line}>
				{issues.length === 0 && checked !== null && (
					<span className={clsx(styles.count, styles.ok)}>
						<IconCircleCheck size={16} stroke={1.75} aria-hidden />
						{texts.t('problems.none')}
					</span>
				)}
				{errors > 0 && (
					<button type="button" className={clsx(styles.count, styles.error)} onClick={toggle}>
						<IconAlertCircle size={16} stroke={1.75} aria-hidden />
						{texts.t('problems.errors', { count: errors })}
					</button>
				)}
				{warnings > 0 && (
					<button type="button" className={clsx(styles.count, styles.warning)} onClick={toggle}>
						<IconAlertTriangle size={16} stroke={1.75} aria-hidden />
						{texts.t('problems.warnings', { count: warnings })}
					</button>
				)}
				{errors + warnings === 0 && issues.length > 0 && (
					<span className={clsx(styles.count, styles.ok)}>
						<IconCircleCheck size={16} stroke={1.75} aria-hidden />
						{texts.t('problems.none')}
					</span>
				)}
				{first && (
					<>
						<button type="button" className={styles.first} onClick={() => show(first)}>
							{place !== null && `${texts.quote(place)}: `}
							{issueText(first, document, texts)}
						</button>
						{first.fix && mayEdit && (
							<button type="button" className={styles.fix} onClick={() => applyFix(canvas, first.fix!)}>
								{fixText(first, texts)}
							</button>
						)}
						<span className={styles.space} />
						<button type="button" className={styles.next} onClick={() => show(first)}>
							{texts.t('problems.next')} <kbd>F8</kbd>
						</button>
						<button
							type="button"
							className={styles.chevron}
							aria-expanded={isOpen}
							aria-label={texts.t('problems.all')}
							onClick={toggle}
						>
							{isOpen ? <IconChevronDown size={16} stroke={1.75} /> : <IconChevronUp size={16} stroke={1.75} />}
						</button>
					</>
				)}
			</div>
		</section>
	);
}

export function SeverityIcon({ severity }: { severity: Issue['severity'] }) {
	const Icon = severity === 'error' ? IconAlertCircle : severity === 'warning' ? IconAlertTriangle : IconInfoCircle;
	return <Icon size={16} stroke={1.75} className={styles[severity]} aria-hidden />;
}

export function IssueWords({ issue }: { issue: Issue }) {
	const texts = useTexts();
	const document = useDraft((state) => state.draft.document);
	const place = issuePlace(issue, document, texts);
	return (
		<>
			{place !== null && <b>{place}: </b>}
			{issueText(issue, document, texts)}
		</>
	);
}
