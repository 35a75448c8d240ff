import type { Client } from '@volna/contract';
import { createContext, type ReactNode, useContext } from 'react';

const ClientContext = createContext<Client | null>(null);

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
	return <ClientContext value={client}>{children}</ClientContext>;
}

/** The typed client of the admin API: `await client(routes.readFlow, { params: { flow } })`. */
export function useClient(): Client {
	const client = useContext(ClientContext);
	if (!client) throw new Error('useClient outside ClientProvider');
	return client;
}
