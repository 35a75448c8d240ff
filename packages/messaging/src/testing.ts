export { installMoveGuard } from './move-guard.ts';
export { brokenMoves } from './testing/broken-moves.ts';
export {
	type ConformanceCase,
	gatewayConformance,
	type ProviderBehaviour,
	type ProviderUnderTest,
} from './testing/gateway-conformance.ts';
export {
	createMemoryGateway,
	type MemoryEntry,
	type MemoryGateway,
	type MemoryGatewayOptions,
	type Scripted,
} from './testing/memory-gateway.ts';
