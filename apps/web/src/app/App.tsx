import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { Client } from '@volna/contract';
import { theme, variablesResolver } from '@volna/ui';
import type { i18n } from 'i18next';
import { I18nextProvider } from 'react-i18next';
import { ClientProvider } from '../session/client-context.tsx';
import type { AppRouter } from './create-app-router.ts';

const colorSchemeManager = localStorageColorSchemeManager({ key: 'volna-theme' });

/** Everything a screen may rely on: texts, theme, the client, what was read, where we are. */
export function App(props: { client: Client; i18n: i18n; queryClient: QueryClient; router: AppRouter }) {
	return (
		<I18nextProvider i18n={props.i18n}>
			<MantineProvider
				theme={theme}
				cssVariablesResolver={variablesResolver}
				defaultColorScheme="auto"
				colorSchemeManager={colorSchemeManager}
			>
				<ClientProvider client={props.client}>
					<QueryClientProvider client={props.queryClient}>
						<ModalsProvider>
							<Notifications position="bottom-right" limit={4} />
							<RouterProvider router={props.router} />
						</ModalsProvider>
					</QueryClientProvider>
				</ClientProvider>
			</MantineProvider>
		</I18nextProvider>
	);
}
