import { fileURLToPath } from 'node:url';
import type { Indexer } from 'storybook/internal/types';
import type { Plugin } from 'vite';
import { statesOf } from '../src/canvas/stories/card-states.ts';
import { definitions } from '../src/registry.gen.ts';

/** Says what a node's stories look like; its stories themselves are written below, from the declarations. */
export const nodeStoriesFile = '../src/canvas/stories/node-card-stories.tsx';

const prefix = 'virtual:node-card/';
const everywhere = 'everywhere';

/** Lists a story per node and state. Storybook reads it before anything is built, so it cannot come from running code. */
export const nodeStoriesIndexer: Indexer = {
	test: /node-card-stories\.tsx$/,
	createIndex: async () =>
		definitions.flatMap((definition) =>
			[...statesOf(definition).map(({ name }) => name), everywhere].map((exportName) => ({
				type: 'story' as const,
				importPath: prefix + definition.type,
				exportName,
				title: `nodes/${definition.type}`,
				tags: ['node-card'],
			})),
		),
};

/** The modules that the index names, one per node. */
export function nodeStories(): Plugin {
	const made = fileURLToPath(new URL(nodeStoriesFile, import.meta.url));
	return {
		name: 'volna-node-stories',
		resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
		load(id) {
			const definition = definitions.find(({ type }) => id === `\0${prefix}${type}`);
			if (!definition) return undefined;
			const type = JSON.stringify(definition.type);
			return [
				`import { everywhereStory, stateStory } from ${JSON.stringify(made)};`,
				`export default { title: ${JSON.stringify(`nodes/${definition.type}`)} };`,
				...statesOf(definition).map(
					({ name }) => `export const ${name} = stateStory(${type}, ${JSON.stringify(name)});`,
				),
				`export const ${everywhere} = everywhereStory(${type});`,
			].join('\n');
		},
	};
}
