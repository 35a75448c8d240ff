import { listActionTemplates } from '../templates/list-action-templates.ts';
import type { ExportSource } from './export-source.ts';

export interface ActionTemplatesQuery {
	readonly q?: string | undefined;
	readonly archived?: boolean | undefined;
}

const columns = [
	'templateName',
	'systemName',
	'campaign',
	'templateKind',
	'category1',
	'category2',
	'category3',
	'issuedWhen',
	'usage',
	'tags',
	'description',
	'retention',
	'issued30d',
	'lastIssuedAt',
	'archived',
] as const;

/** Action templates: hundreds at most, and so one page. */
export const actionTemplatesSource: ExportSource<ActionTemplatesQuery, 'all'> = {
	name: 'action-templates',

	columns: async (_db, words) =>
		columns.map((key) => ({ key, heading: words.heading[key] ?? key, personal: false, usual: true })),

	begin: async () => ({ after: 'all', total: null }),

	async page(tx, query, _after, { words, moment }) {
		const { items } = await listActionTemplates(tx, query);
		const rows = items.map((template) => ({
			templateName: template.name,
			systemName: template.systemName,
			campaign: template.campaignName,
			templateKind: words.templateKind[template.kind],
			category1: template.category[0],
			category2: template.category[1],
			category3: template.category[2],
			issuedWhen: template.issuedWhen,
			usage: template.usage.map((one) => words.usage[one] ?? one).join(', '),
			tags: template.tags.join(', '),
			description: template.description,
			retention: template.retentionMonths,
			issued30d: template.issued30d,
			lastIssuedAt: moment(template.lastIssuedAt),
			archived: template.archived ? words.yes : words.no,
		}));
		return { rows, done: rows.length, next: null };
	},
};
