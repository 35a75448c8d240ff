/** Why a text could not be composed for one customer; stored with the message as the detail of `render_failed`. */
export const renderDetails = [
	'missing_value',
	'division',
	'argument',
	'bad_character',
	'provider_placeholder',
] as const;
export type RenderDetail = (typeof renderDetails)[number];

/**
 * Carries a detail from deep in an expression to `renderTemplate`, which turns it into an outcome. `kind` tells a
 * value of a wrong type, which a checked template never meets, from one out of range.
 */
export class RenderFailure extends Error {
	readonly detail: RenderDetail;
	readonly kind: 'type' | 'value';
	/** The expression at fault, in the source; absent where the whole text is. */
	readonly at: { readonly from: number; readonly to: number } | undefined;

	constructor(detail: RenderDetail, kind: 'type' | 'value' = 'value', at?: { from: number; to: number }) {
		super(detail);
		this.detail = detail;
		this.kind = kind;
		this.at = at;
	}
}
