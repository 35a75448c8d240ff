import type { Json } from '@volna/node-sdk';
import {
	type CheckProblem,
	checkTemplate,
	countParts,
	type ParameterCatalogue,
	type ParseProblem,
	parseTemplate,
	type TemplateNode,
} from '@volna/template';
import type { PlacedValue } from '../each-value.ts';
import type { Issue, IssueCode } from '../issue.ts';
import { isMarketing, readParameters } from '../parameters-at.ts';
import type { ProjectSnapshot } from '../project-snapshot.ts';
import type { ReadFlow, ReadNode } from '../read-document.ts';

/** Texts read, use only parameters that exist on every path to their node, and fit into their parts. */
export function checkTemplates(flow: ReadFlow, project: ProjectSnapshot): readonly Issue[] {
	const parameters = readParameters(flow, project);
	const twice = parameters.twice.map(
		({ node, output, name, types }): Issue => ({
			code: 'param.twice',
			severity: 'error',
			at: { node, output },
			values: { name, types },
		}),
	);
	const texts = flow.nodes.flatMap((one) => {
		return one.values.flatMap((placed) =>
			placed.field.kind === 'template' ? checkText(flow, one, placed, parameters.at(one), project) : [],
		);
	});
	return [...twice, ...texts];
}

function checkText(
	flow: ReadFlow,
	one: ReadNode,
	placed: PlacedValue,
	catalogue: ParameterCatalogue,
	project: ProjectSnapshot,
): readonly Issue[] {
	const source = String(placed.value);
	const parsed = parseTemplate(source);
	if (!parsed.ok) return parsed.problems.map((problem) => issueOf(one, placed, source, problem));
	const marketing = Boolean(project.unsubscribeLinks) && isMarketing(one);
	const problems = checkTemplate(parsed.template, catalogue, marketing ? { marketing } : {});
	return [
		...problems
			.filter((problem) => !isUnknowable(problem, flow, project))
			.map((problem) => issueOf(one, placed, source, problem)),
		...checkParts(one, placed, parsed.template.nodes, catalogue),
	];
}

/** A custom field cannot be called unknown while the project's fields are not known. */
function isUnknowable({ code, values }: CheckProblem, flow: ReadFlow, project: ProjectSnapshot): boolean {
	if (code !== 'param.unknown') return false;
	const name = String(values.name);
	if (/^(Recipient\.CustomFields|(Recipient\.)?AdditionalData)\./.test(name)) return !project.customerFields;
	if (!name.startsWith('Action.CustomFields.')) return false;
	const listened = new Set(flow.triggers.flatMap((one) => one.listening?.templates ?? []));
	const templates = project.actionTemplates?.filter((one) => listened.has(one.id)) ?? [];
	return templates.length === 0 || templates.some((one) => !one.fields);
}

function issueOf(one: ReadNode, placed: PlacedValue, source: string, problem: ParseProblem | CheckProblem): Issue {
	const { code, from, to, values } = problem;
	const fix = 'fix' in problem ? problem.fix : undefined;
	const isOwn = !placed.path.includes('.');
	return {
		code: (/^(template|param)\./.test(code) ? code : `template.${code.replace('.', '-')}`) as IssueCode,
		severity: 'severity' in problem ? problem.severity : 'error',
		at: { node: one.node.id, field: placed.path },
		values: { from, to, ...(values as Readonly<Record<string, Json>>) },
		...(fix &&
			isOwn && {
				fix: {
					op: 'node.config',
					id: one.node.id,
					set: { [placed.path]: source.slice(0, fix.from) + fix.insert + source.slice(fix.to) },
				},
			}),
	};
}

/** UTF-16 units a part holds at least. */
const leastUnits = 66;

/** How long a value is taken to be at most when nobody's data is at hand. */
const assumedLength = { string: 20, number: 8, boolean: 3, instant: 16, date: 10 } as const;

function checkParts(
	one: ReadNode,
	{ field, path }: PlacedValue,
	nodes: readonly TemplateNode[],
	catalogue: ParameterCatalogue,
): readonly Issue[] {
	const limit = field.options.maxParts;
	const max = one.values.find((other) => other.path === limit)?.value;
	if (field.options.counter !== 'sms-parts' || typeof max !== 'number') return [];
	const text = longestText(nodes, catalogue);
	// Counting every text of a large document took a fifth of its compile; even in UCS-2 this one fits.
	if (text.length <= leastUnits * max) return [];
	const { parts } = countParts(text.isWellFormed() ? text : text.toWellFormed());
	if (parts <= max) return [];
	return [{ code: 'send.parts', severity: 'warning', at: { node: one.node.id, field: path }, values: { parts, max } }];
}

/** The text with every branch at its longest and every parameter at its assumed length. */
function longestText(nodes: readonly TemplateNode[], catalogue: ParameterCatalogue): string {
	return nodes
		.map((node) => {
			if (node.kind === 'text') return node.text;
			if (node.kind !== 'output') {
				const bodies = [...node.branches.map((branch) => branch.body), node.otherwise];
				return bodies.map((body) => longestText(body, catalogue)).reduce((a, b) => (b.length > a.length ? b : a), '');
			}
			const { expression } = node;
			if (expression.kind !== 'path') return 'x'.repeat(assumedLength.string);
			const parameter = catalogue.find((other) => other.path === expression.path);
			// Names are mostly Cyrillic and decide the encoding; ids and figures are not.
			const letter = /Name$/.test(expression.path) ? 'я' : '0';
			return letter.repeat(assumedLength[parameter?.type ?? 'string']);
		})
		.join('');
}
