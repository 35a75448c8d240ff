import type { StorybookConfig } from '@storybook/react-vite';
import { nodeStories, nodeStoriesFile, nodeStoriesIndexer } from './node-stories.ts';

const config: StorybookConfig = {
	framework: '@storybook/react-vite',
	stories: ['../../../packages/ui/src/**/*.stories.tsx', '../src/**/*.stories.tsx', nodeStoriesFile],
	addons: ['@storybook/addon-a11y'],
	core: { disableTelemetry: true, disableWhatsNewNotifications: true },
	typescript: { reactDocgen: false },
	experimental_indexers: (others = []) => [nodeStoriesIndexer, ...others],
	viteFinal: (vite) => ({ ...vite, plugins: [...(vite.plugins ?? []), nodeStories()] }),
};

export default config;
