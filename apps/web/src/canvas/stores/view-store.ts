import type { DocNode, EdgeId, Point } from '@volna/flow';
import type { NodeId, OutputName } from '@volna/node-sdk';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type ZoomLevel = 'full' | 'name' | 'block';
export type CanvasTab = 'scheme' | 'numbers';

/** Where the creator was opened: it filters the list, and says where the new node goes. */
export type CreatorPlace =
	| { readonly kind: 'free'; readonly at: Point }
	| { readonly kind: 'output'; readonly source: NodeId; readonly output: OutputName; readonly at?: Point }
	| { readonly kind: 'edge'; readonly edge: EdgeId };

export interface CreatorMenu {
	readonly place: CreatorPlace;
	/** Where it opens, in pixels of the board. */
	readonly screen: Point;
}

/** What lies on the screen and in no document. */
export interface ViewState {
	readonly tab: CanvasTab;
	readonly selected: ReadonlySet<NodeId>;
	readonly selectedEdge: EdgeId | null;
	/** The card the keyboard is at. */
	readonly current: NodeId | null;
	/** Positions under the pointer. */
	readonly moving: Readonly<Record<NodeId, Point>> | null;
	readonly level: ZoomLevel;
	readonly connecting: { readonly source: NodeId; readonly output: OutputName } | null;
	/** The edge a dragged card would go into. */
	readonly splice: EdgeId | null;
	readonly menu: CreatorMenu | null;
	/** "Connect to…" of this card is open. */
	readonly connectTo: NodeId | null;
	/** "Replace by…" of this card is open. */
	readonly replacing: NodeId | null;
	/** The cards a delete asks about, since several outputs lead on. */
	readonly asking: { readonly node: NodeId; readonly choices: readonly OutputName[] } | null;
	readonly inspectorTab: 'config' | 'numbers';
	readonly drawerOpen: boolean;
	/** The flow as a list stands beside the board. */
	readonly outline: boolean;
	/** Where there is no room beside the list: the form lies over it. */
	readonly sheet: boolean;
	/** The search over the cards is open. */
	readonly finding: boolean;
	readonly dialog: 'publish' | 'versions' | 'shortcuts' | 'stop' | 'pause' | 'resume' | 'discard' | null;
	/** The field a problem points at. */
	readonly field: { readonly node: NodeId; readonly field: string } | null;
	/** Said by the live region. */
	readonly said: string;
	/** The node type dragged from the creator: the browser hides what a drag carries until it is dropped. */
	readonly dragged: DocNode['type'] | null;
	readonly version: string | null;
	readonly days: number;
}

export type ViewStore = StoreApi<ViewState>;

export function createViewStore(start: Partial<ViewState> = {}): ViewStore {
	return createStore<ViewState>()(() => ({
		tab: 'scheme',
		selected: new Set(),
		selectedEdge: null,
		current: null,
		moving: null,
		level: 'full',
		connecting: null,
		splice: null,
		menu: null,
		connectTo: null,
		replacing: null,
		asking: null,
		inspectorTab: 'config',
		drawerOpen: false,
		outline: false,
		sheet: false,
		finding: false,
		dialog: null,
		field: null,
		said: '',
		dragged: null,
		version: null,
		days: 30,
		...start,
	}));
}

/** Selects these cards and nothing else. */
export function select(store: ViewStore, ids: Iterable<NodeId>): void {
	const selected = new Set(ids);
	store.setState({ selected, selectedEdge: null, ...(selected.size === 1 && { current: [...selected][0]! }) });
}
