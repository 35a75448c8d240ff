import '@mantine/core/styles.layer.css';
import '@fontsource-variable/golos-text/index.css';
import '@volna/ui/styles.css';
import { MantineProvider } from '@mantine/core';
import type { Preview } from '@storybook/react-vite';
import { theme, variablesResolver } from '@volna/ui';

const preview: Preview = {
	globalTypes: {
		theme: {
			description: 'Theme',
			toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
		},
	},
	initialGlobals: { theme: 'light' },
	parameters: { layout: 'padded', a11y: { test: 'error' } },
	decorators: [
		(Story, { globals }) => (
			<MantineProvider
				theme={theme}
				cssVariablesResolver={variablesResolver}
				forceColorScheme={globals.theme === 'dark' ? 'dark' : 'light'}
			>
				<Story />
			</MantineProvider>
		),
	],
};

export default preview;
