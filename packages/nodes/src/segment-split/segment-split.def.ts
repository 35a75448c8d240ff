import { defineNode, each, f, output, outputs } from '@volna/node-sdk';

/** Sends each run by the branch of the segment its customer is in. */
export const segmentSplit = defineNode({
	type: 'volna.segment-split',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: {
		icon: 'users-group',
		category: 'decision',
		search: ['сегментация', 'ветвление', 'split', 'branch'],
		turnsInto: { 'volna.condition': { none: 'no' } },
	},
	config: {
		segmentation: f.ref('segmentation'),
		branches: f.branches(
			{ segment: f.ref('segment', { within: 'segmentation' }) },
			{ min: 2, max: 50, distinct: 'segment' },
		),
	},
	outputs: outputs({ none: output({ mayEnd: true }) }, each('branches')),
	card: { summary: '{segmentation}' },
	effect: { class: 'none' },
	examples: [
		{
			id: 'loyalty',
			config: {
				segmentation: { id: '01a6e4d2-0000-7000-8000-000000000010', systemName: 'Loyalnost', name: 'Лояльность' },
				branches: [
					{
						id: 'new',
						name: 'Новые',
						segment: { id: '01a6e4d2-0000-7000-8000-000000000011', systemName: 'Novye', name: 'Новые' },
					},
					{
						id: 'regular',
						name: 'Постоянные',
						segment: { id: '01a6e4d2-0000-7000-8000-000000000012', systemName: 'Postoyannye', name: 'Постоянные' },
					},
				],
			},
			leaves: ['new', 'regular', 'none'],
		},
	],
});
