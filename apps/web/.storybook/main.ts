import type { StorybookConfig } from '@storybook/react-vite';

const config: StorybookConfig = {
	framework: '@storybook/react-vite',
	stories: ['../../../packages/ui/src/**/*.stories.tsx', '../src/**/*.stories.tsx'],
	addons: ['@storybook/addon-a11y'],
	core: { disableTelemetry: true, disableWhatsNewNotifications: true },
	typescript: { reactDocgen: false },
};

export default config;
