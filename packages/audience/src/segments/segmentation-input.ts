import type { Tx } from '@volna/db';
import { conditionsOfFilter, type Filter, type FilterSegmentsOn } from '@volna/node-sdk';
import { checkFilter, type FilterIssue } from '../filters/check-filter.ts';
import { readDeclaredFields } from '../filters/read-filter-clock.ts';
import type { SegmentationKind } from '../states.ts';
import { freeName, transliterate } from '../transliterate.ts';

export interface SegmentInput {
	/** Of one that is there already. */
	readonly id?: string;
	readonly name: string;
	/** Left out it is made of the name (domain T-7), or stays. */
	readonly systemName?: string;
	/** Left out it is the system name, or stays. */
	readonly externalId?: string;
	/** Of a segmentation by filter; a draft may lack it. */
	readonly filter?: Filter | null;
}

/** What a person states of a segmentation; its segments in their order. */
export interface SegmentationInput {
	readonly name: string;
	readonly systemName?: string;
	readonly externalId?: string;
	/** 300 characters at most. */
	readonly description?: string;
	readonly segments: readonly SegmentInput[];
}

export type SegmentationProblem =
	/** `at` is a JSON pointer into the input. */
	| { status: 'name-taken'; at: string }
	| { status: 'filter-invalid'; at: string; issues: readonly FilterIssue[] }
	/** A filter asks for members of its own segmentation. */
	| { status: 'filter-own'; at: string }
	/** A launched segmentation by filter has a segment without one. */
	| { status: 'filter-missing'; at: string };

/** A segment with its names settled, as it is stored. */
export interface SettledSegment {
	readonly id: string | undefined;
	readonly name: string;
	readonly systemName: string;
	readonly externalId: string;
	readonly filter: Filter | null;
}

interface Names {
	readonly id: string;
	readonly systemName: string;
	readonly externalId: string;
}

/** Carries a problem out of a transaction, which it rolls back. */
export class SegmentationRefused extends Error {
	readonly problem: SegmentationProblem | { readonly status: string };
	constructor(problem: SegmentationProblem | { readonly status: string }) {
		super(problem.status);
		this.problem = problem;
	}
}

/** Gives every segment its names: those it states, those it has, or new ones out of its name. */
export function settleSegments(segments: readonly SegmentInput[], present: readonly Names[]): SettledSegment[] {
	const has = new Map(present.map((one) => [one.id, one]));
	const kept = segments.flatMap((one) => one.systemName ?? has.get(one.id ?? '')?.systemName ?? []);
	const taken = new Set(kept.map((name) => name.toLowerCase()));
	const settled = segments.map((segment): SettledSegment => {
		const old = has.get(segment.id ?? '');
		const stated = segment.systemName ?? old?.systemName;
		const systemName = stated ?? freeName(transliterate(segment.name) || 'Segment', taken);
		taken.add(systemName.toLowerCase());
		const externalId = segment.externalId ?? old?.externalId ?? systemName;
		return { id: old?.id, name: segment.name, systemName, externalId, filter: segment.filter ?? null };
	});
	for (const key of ['systemName', 'externalId'] as const) {
		const seen = new Set<string>();
		for (const [index, one] of settled.entries()) {
			if (seen.has(one[key].toLowerCase()))
				throw new SegmentationRefused({ status: 'name-taken', at: `/segments/${index}/${key}` });
			seen.add(one[key].toLowerCase());
		}
	}
	return settled;
}

/** Refuses filters that cannot be asked, and those that ask for the segmentation itself. */
export async function checkSegmentFilters(
	tx: Tx,
	kind: SegmentationKind,
	segments: readonly SettledSegment[],
	options: { readonly needed: boolean },
): Promise<void> {
	if (kind === 'static') return;
	const declared = await readDeclaredFields(tx);
	const own = new Set(segments.flatMap((one) => one.id ?? []));
	for (const [index, { filter }] of segments.entries()) {
		const at = `/segments/${index}/filter`;
		if (!filter) {
			if (options.needed) throw new SegmentationRefused({ status: 'filter-missing', at });
			continue;
		}
		const issues = checkFilter(filter, 'customer', declared);
		if (issues.length > 0) throw new SegmentationRefused({ status: 'filter-invalid', at, issues });
		const named = conditionsOfFilter(filter).flatMap(({ field, value }) =>
			field === 'segment' || field.endsWith('.segment') ? segmentsOf(value) : [],
		);
		if (named.some((id) => own.has(id))) throw new SegmentationRefused({ status: 'filter-own', at });
	}
}

function segmentsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (Array.isArray(value)) return value.filter((one) => typeof one === 'string');
	return typeof value === 'object' && value !== null ? [...((value as FilterSegmentsOn).segments ?? [])] : [];
}
