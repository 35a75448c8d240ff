import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@fontsource-variable/golos-text/index.css';
import '@volna/ui/styles.css';
import { createClient } from '@volna/contract';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createAppRouter } from './app/create-app-router.ts';
import { createQueryClient } from './app/create-query-client.ts';
import { rememberedLanguage, startI18n } from './i18n/start-i18n.ts';

const client = createClient();
const i18n = await startI18n(rememberedLanguage());
const queryClient = createQueryClient();
const router = createAppRouter({ client, queryClient });

createRoot(document.getElementById('root') as HTMLElement).render(
	<App client={client} i18n={i18n} queryClient={queryClient} router={router} />,
);
