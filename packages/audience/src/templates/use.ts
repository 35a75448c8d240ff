import type { TemplateUsage, UseKind } from '../states.ts';

/** One thing that refers to another. */
export interface Use {
	readonly kind: UseKind;
	/** A UUID. */
	readonly id: string;
	readonly name: string;
	readonly campaignId: string | null;
	/** Of a flow: its published version. */
	readonly version: number | null;
	/** Of an action template: what it must be ticked for. */
	readonly usage: TemplateUsage | null;
	/** It works with what it refers to: a draft does not yet. */
	readonly live: boolean;
}
