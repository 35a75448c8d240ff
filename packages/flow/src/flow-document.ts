import type { Json, NodeId, NodeType, OutputName } from '@volna/node-sdk';
import { z } from 'zod';

export type EdgeId = string;
export type NoteId = string;
export type GroupId = string;

export interface Point {
	readonly x: number;
	readonly y: number;
}

export type NodeConfig = Readonly<Record<string, Json>>;

/** A node as it is drawn. Sizes, selection and the like have no place here. */
export interface DocNode {
	/** Survives from canvas to report. */
	readonly id: NodeId;
	readonly type: NodeType;
	/** Version of the declaration its config was written for. */
	readonly version: number;
	/** Empty: shown by its type's name in the reader's language. */
	readonly name: string;
	readonly config: NodeConfig;
	readonly position: Point;
	/** How often one run may come here; a wait that closes a loop needs it. */
	readonly maxVisits?: number;
}

/** An edge leaves from a named output; of one output there is at most one. */
export interface DocEdge {
	readonly id: EdgeId;
	readonly source: NodeId;
	readonly sourceHandle: OutputName;
	readonly target: NodeId;
}

/** Words on the canvas, free or tied to a node. */
export interface Note {
	readonly id: NoteId;
	readonly text: string;
	readonly position: Point;
	readonly node?: NodeId;
}

/** Nodes that act as one on the canvas. */
export interface Group {
	readonly id: GroupId;
	readonly title: string;
	readonly nodes: readonly NodeId[];
	readonly collapsed: boolean;
}

/** Who may start a run again, and per what: a customer, or a customer and an order. */
export interface EntryRule {
	readonly rule: 'every_time' | 'one_at_a_time';
	readonly key: 'customer' | 'order';
}

export interface FlowSettings {
	readonly entry: EntryRule;
	readonly exit: null;
}

/** The one form of a flow that is saved: immutable, plain JSON. Array order carries no meaning. */
export interface FlowDocument {
	readonly schema: 1;
	readonly nodes: readonly DocNode[];
	readonly edges: readonly DocEdge[];
	readonly notes: readonly Note[];
	readonly groups: readonly Group[];
	readonly settings: FlowSettings;
}

/** Limits the shape itself holds; how many nodes may be published is the check `scale.size`. */
export const documentLimits = { nodes: 20_000, edges: 60_000, notes: 2_000, groups: 2_000, maxVisits: 100 } as const;

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/);
const Point = z.strictObject({ x: z.number(), y: z.number() });
const JsonValue = z.json() as unknown as z.ZodType<Json>;
export const NodeConfig: z.ZodType<NodeConfig> = z.record(z.string().max(100), JsonValue);

export const DocNode: z.ZodType<DocNode> = z.strictObject({
	id: Id,
	type: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/) as unknown as z.ZodType<NodeType>,
	version: z.number().int().min(1),
	name: z.string().max(200),
	config: NodeConfig,
	position: Point,
	maxVisits: z.number().int().min(1).max(documentLimits.maxVisits).optional(),
});

export const DocEdge: z.ZodType<DocEdge> = z.strictObject({
	id: Id,
	source: Id,
	sourceHandle: z.string().min(1).max(60),
	target: Id,
});

export const Note: z.ZodType<Note> = z.strictObject({
	id: Id,
	text: z.string().max(4_000),
	position: Point,
	node: Id.optional(),
});

export const Group: z.ZodType<Group> = z.strictObject({
	id: Id,
	title: z.string().max(200),
	nodes: z.array(Id).max(documentLimits.nodes),
	collapsed: z.boolean(),
});

export const EntryRule: z.ZodType<EntryRule> = z.strictObject({
	rule: z.enum(['every_time', 'one_at_a_time']),
	key: z.enum(['customer', 'order']),
});

export const FlowSettings: z.ZodType<FlowSettings> = z.strictObject({ entry: EntryRule, exit: z.null() });

/** Checks the shape only; what is wrong with the content are issues, and never keep a draft from being saved. */
export const FlowDocument: z.ZodType<FlowDocument> = z.strictObject({
	schema: z.literal(1),
	nodes: z.array(DocNode).max(documentLimits.nodes),
	edges: z.array(DocEdge).max(documentLimits.edges),
	notes: z.array(Note).max(documentLimits.notes),
	groups: z.array(Group).max(documentLimits.groups),
	settings: FlowSettings,
});

export const defaultSettings: FlowSettings = { entry: { rule: 'one_at_a_time', key: 'customer' }, exit: null };

/** A document with nothing in it. */
export const emptyDocument: FlowDocument = {
	schema: 1,
	nodes: [],
	edges: [],
	notes: [],
	groups: [],
	settings: defaultSettings,
};
