import type { NodeId, NodeType, OutputName, Renames } from '@volna/node-sdk';
import { z } from 'zod';
import {
	DocEdge,
	DocNode,
	type EdgeId,
	FlowSettings,
	Group,
	type GroupId,
	NodeConfig,
	Note,
	type NoteId,
	type Point,
} from './flow-document.ts';

/** One thing before and after; null: not there. `at` is its place in the array when it comes back. */
export interface Change<T> {
	readonly id: string;
	readonly from: T | null;
	readonly to: T | null;
	readonly at?: number;
}

/** What an operation changed, thing by thing. */
export interface Changes {
	readonly nodes?: readonly Change<DocNode>[];
	readonly edges?: readonly Change<DocEdge>[];
	readonly notes?: readonly Change<Note>[];
	readonly groups?: readonly Change<Group>[];
	readonly settings?: { readonly from: FlowSettings; readonly to: FlowSettings };
}

/**
 * One named edit of a document. Undo, the server and every test apply the same ones.
 *
 * | Operation | Does |
 * | --- | --- |
 * | `node.insert` | a new node; with `on` it is put into that edge, and leads on by `next`, a new edge |
 * | `nodes.move` | new positions |
 * | `node.remove` | removes node and edges; with `heal` what led to it now leads where that output led |
 * | `node.replace` | another type in its place: id, name and wires stay, outputs are renamed, null drops the edge |
 * | `node.config` | sets and unsets fields of the config |
 * | `node.rename`, `node.visits` | name; visit limit, null: none |
 * | `node.upgrade` | config and outputs lifted to a newer version |
 * | `node.renew`, `edge.renew` | a new id for the thing at a place of the array: mends an id used twice |
 * | `edge.connect` | a new edge; another one from the same output goes |
 * | `edge.remove` | |
 * | `part.paste` | nodes with the edges among them, notes and groups; all ids are new |
 * | `note.set`, `group.set` | puts or, with null, removes |
 * | `settings.set` | the flow's own settings |
 * | `several` | a labelled list: one undo step |
 * | `restore` | the inverse of what has none of its own: things as they were before |
 */
export type GraphOperation =
	| {
			readonly op: 'node.insert';
			readonly node: DocNode;
			readonly on?: EdgeId;
			readonly next?: { readonly edge: EdgeId; readonly output: OutputName };
	  }
	| { readonly op: 'nodes.move'; readonly to: Readonly<Record<NodeId, Point>> }
	| { readonly op: 'node.remove'; readonly id: NodeId; readonly heal?: OutputName }
	| {
			readonly op: 'node.replace';
			readonly id: NodeId;
			readonly type: NodeType;
			readonly version: number;
			readonly config: NodeConfig;
			readonly outputs?: Renames;
	  }
	| {
			readonly op: 'node.config';
			readonly id: NodeId;
			readonly set: NodeConfig;
			readonly unset?: readonly string[];
	  }
	| { readonly op: 'node.rename'; readonly id: NodeId; readonly name: string }
	| { readonly op: 'node.visits'; readonly id: NodeId; readonly maxVisits: number | null }
	| {
			readonly op: 'node.upgrade';
			readonly id: NodeId;
			readonly version: number;
			readonly config: NodeConfig;
			readonly outputs?: Renames;
	  }
	| { readonly op: 'node.renew'; readonly at: number; readonly from: NodeId; readonly to: NodeId }
	| { readonly op: 'edge.renew'; readonly at: number; readonly from: EdgeId; readonly to: EdgeId }
	| { readonly op: 'edge.connect'; readonly edge: DocEdge }
	| { readonly op: 'edge.remove'; readonly id: EdgeId }
	| {
			readonly op: 'part.paste';
			readonly nodes: readonly DocNode[];
			readonly edges: readonly DocEdge[];
			readonly notes?: readonly Note[];
			readonly groups?: readonly Group[];
	  }
	| { readonly op: 'note.set'; readonly id: NoteId; readonly note: Note | null }
	| { readonly op: 'group.set'; readonly id: GroupId; readonly group: Group | null }
	| { readonly op: 'settings.set'; readonly settings: FlowSettings }
	| { readonly op: 'several'; readonly label: string; readonly operations: readonly GraphOperation[] }
	| { readonly op: 'restore'; readonly of: string; readonly changes: Changes };

const Id = z.string().min(1).max(60);
const Output = z.string().min(1).max(60);
const PointShape = z.strictObject({ x: z.number(), y: z.number() });
const RenamesShape = z.record(Output, Output.nullable());
const TypeShape = z.string().max(120) as unknown as z.ZodType<NodeType>;

const changeOf = <T>(thing: z.ZodType<T>) =>
	z.strictObject({
		id: Id,
		from: thing.nullable(),
		to: thing.nullable(),
		at: z.number().int().min(0).optional(),
	});

const ChangesShape: z.ZodType<Changes> = z.strictObject({
	nodes: z.array(changeOf(DocNode)).optional(),
	edges: z.array(changeOf(DocEdge)).optional(),
	notes: z.array(changeOf(Note)).optional(),
	groups: z.array(changeOf(Group)).optional(),
	settings: z.strictObject({ from: FlowSettings, to: FlowSettings }).optional(),
});

/** The shape of an operation that came from outside. */
export const GraphOperation: z.ZodType<GraphOperation> = z.lazy(() =>
	z.discriminatedUnion('op', [
		z.strictObject({
			op: z.literal('node.insert'),
			node: DocNode,
			on: Id.optional(),
			next: z.strictObject({ edge: Id, output: Output }).optional(),
		}),
		z.strictObject({ op: z.literal('nodes.move'), to: z.record(Id, PointShape) }),
		z.strictObject({ op: z.literal('node.remove'), id: Id, heal: Output.optional() }),
		z.strictObject({
			op: z.literal('node.replace'),
			id: Id,
			type: TypeShape,
			version: z.number().int().min(1),
			config: NodeConfig,
			outputs: RenamesShape.optional(),
		}),
		z.strictObject({
			op: z.literal('node.config'),
			id: Id,
			set: NodeConfig,
			unset: z.array(z.string().max(100)).optional(),
		}),
		z.strictObject({ op: z.literal('node.rename'), id: Id, name: z.string().max(200) }),
		z.strictObject({
			op: z.literal('node.visits'),
			id: Id,
			maxVisits: z.number().int().min(1).max(100).nullable(),
		}),
		z.strictObject({
			op: z.literal('node.upgrade'),
			id: Id,
			version: z.number().int().min(1),
			config: NodeConfig,
			outputs: RenamesShape.optional(),
		}),
		z.strictObject({ op: z.literal('node.renew'), at: z.number().int().min(0), from: Id, to: Id }),
		z.strictObject({ op: z.literal('edge.renew'), at: z.number().int().min(0), from: Id, to: Id }),
		z.strictObject({ op: z.literal('edge.connect'), edge: DocEdge }),
		z.strictObject({ op: z.literal('edge.remove'), id: Id }),
		z.strictObject({
			op: z.literal('part.paste'),
			nodes: z.array(DocNode),
			edges: z.array(DocEdge),
			notes: z.array(Note).optional(),
			groups: z.array(Group).optional(),
		}),
		z.strictObject({ op: z.literal('note.set'), id: Id, note: Note.nullable() }),
		z.strictObject({ op: z.literal('group.set'), id: Id, group: Group.nullable() }),
		z.strictObject({ op: z.literal('settings.set'), settings: FlowSettings }),
		z.strictObject({
			op: z.literal('several'),
			label: z.string().max(200),
			operations: z.array(GraphOperation).max(10_000),
		}),
		z.strictObject({ op: z.literal('restore'), of: z.string().max(200), changes: ChangesShape }),
	]),
);
