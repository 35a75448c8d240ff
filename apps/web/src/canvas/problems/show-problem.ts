import type { Issue } from '@volna/flow';
import type { NodeId } from '@volna/node-sdk';
import type { Canvas } from '../canvas-context.ts';
import { select } from '../stores/view-store.ts';
import { issueNode } from './issue-text.ts';

/** Goes to where a problem is: the card comes into sight, its form opens at the field. */
export function showProblem(canvas: Canvas, issue: Issue, showNode: (id: NodeId) => void): void {
	const node = issueNode(issue, canvas.draft.getState().draft.document);
	if (node === null) return;
	if (issue.at.edge !== undefined && issue.at.node === undefined) {
		canvas.view.setState({ selected: new Set(), selectedEdge: issue.at.edge, current: node });
	} else {
		select(canvas.view, [node]);
		canvas.view.setState({
			inspectorTab: 'config',
			field: issue.at.field === undefined ? null : { node, field: issue.at.field },
		});
	}
	showNode(node);
}
