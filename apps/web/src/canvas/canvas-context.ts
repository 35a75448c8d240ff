import type { Flow, FlowCounts } from '@volna/contract';
import type { FlowDocument, Issue, ProjectSnapshot } from '@volna/flow';
import type { NodeId } from '@volna/node-sdk';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { FilterNames } from './model/filter-sentence.ts';
import type { Autosave } from './stores/autosave.ts';
import type { DraftState, DraftStore } from './stores/draft-store.ts';
import type { ViewState, ViewStore } from './stores/view-store.ts';

export interface ProblemsState {
	readonly issues: readonly Issue[];
	readonly byNode: ReadonlyMap<NodeId, readonly Issue[]>;
	readonly byEdge: ReadonlyMap<string, readonly Issue[]>;
	/** The document they are about: an older one while checks run. */
	readonly of: FlowDocument | null;
}

export type NodeCounts = FlowCounts['nodes'][number];

export interface CountsState {
	readonly counts: FlowCounts | null;
	readonly byNode: ReadonlyMap<NodeId, NodeCounts>;
	/** Runs that started. */
	readonly entered: number;
	/** Customers of the trigger: what shares are taken of. */
	readonly customers: number;
}

/** What stays the same while one flow is open. */
export interface Canvas {
	readonly flowId: string;
	readonly draft: DraftStore;
	readonly view: ViewStore;
	readonly problems: StoreApi<ProblemsState>;
	readonly counts: StoreApi<CountsState>;
	readonly autosave: Autosave;
}

/** What the server says of the flow and the project; changes now and then. */
export interface CanvasFacts {
	readonly flow: Flow;
	readonly snapshot: ProjectSnapshot;
	readonly names: FilterNames;
	readonly mayEdit: boolean;
	readonly mayLaunch: boolean;
	readonly mayPause: boolean;
	readonly mayIntegrate: boolean;
	readonly maySeeCustomers: boolean;
}

export const CanvasContext = createContext<Canvas | null>(null);
export const CanvasFactsContext = createContext<CanvasFacts | null>(null);

export function useCanvas(): Canvas {
	const canvas = useContext(CanvasContext);
	if (!canvas) throw new Error('outside of a canvas');
	return canvas;
}

export function useFacts(): CanvasFacts {
	const facts = useContext(CanvasFactsContext);
	if (!facts) throw new Error('outside of a canvas');
	return facts;
}

export function useDraft<T>(selector: (state: DraftState) => T): T {
	return useStore(useCanvas().draft, selector);
}

export function useView<T>(selector: (state: ViewState) => T): T {
	return useStore(useCanvas().view, selector);
}

export function useProblems<T>(selector: (state: ProblemsState) => T): T {
	return useStore(useCanvas().problems, selector);
}

export function useCounts<T>(selector: (state: CountsState) => T): T {
	return useStore(useCanvas().counts, selector);
}
