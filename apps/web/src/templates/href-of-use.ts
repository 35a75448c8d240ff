import type { Use } from '@volna/contract';

/** Where a thing that refers to another is opened. */
export function hrefOfUse(use: Use): string {
	switch (use.kind) {
		case 'flow':
		case 'flow-draft':
			return `/flows/flw_${use.id}`;
		case 'operation':
			return `/integrations/operations?operation=opr_${use.id}`;
		case 'template':
		case 'template-guard':
			return `/integrations/action-templates/${use.id}`;
		case 'segment':
			return `/data/segmentations/${use.id}`;
		case 'import':
			return `/data/imports/imp_${use.id}`;
		case 'campaign':
			return `/campaigns/cmp_${use.id}`;
		case 'mailing':
			return `/mailings/${use.id}`;
	}
}
