import '@mantine/core/styles.layer.css';
import '@fontsource-variable/golos-text/index.css';
import '@volna/ui/styles.css';
import { MantineProvider } from '@mantine/core';
import type { Preview } from '@storybook/react-vite';
import { theme, variablesResolver } from '@volna/ui';
import { I18nextProvider } from 'react-i18next';
import { startI18n } from '../src/i18n/start-i18n.ts';

/** Both languages, so that one story may speak both. */
const speaking = Promise.all([startI18n('ru'), startI18n('en')]).then(([ru, en]) => ({ ru, en }));

const preview: Preview = {
	globalTypes: {
		theme: {
			description: 'Theme',
			toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
		},
		language: {
			description: 'Language',
			toolbar: { title: 'Language', icon: 'globe', items: ['ru', 'en'], dynamicTitle: true },
		},
	},
	initialGlobals: { theme: 'light', language: 'ru' },
	parameters: { layout: 'padded', a11y: { test: 'error' } },
	loaders: [
		async ({ globals }) => {
			const languages = await speaking;
			document.documentElement.lang = globals.language;
			return { languages };
		},
	],
	decorators: [
		(Story, { globals, loaded }) => (
			<MantineProvider
				theme={theme}
				cssVariablesResolver={variablesResolver}
				forceColorScheme={globals.theme === 'dark' ? 'dark' : 'light'}
			>
				<I18nextProvider i18n={loaded.languages[globals.language === 'en' ? 'en' : 'ru']}>
					<Story />
				</I18nextProvider>
			</MantineProvider>
		),
	],
};

export default preview;
