import { createRegistry, type Registry } from '@volna/flow';
import { definitions } from '../../registry.gen.ts';

/** The node types compiled into this build. */
export const registry: Registry = createRegistry(definitions);
