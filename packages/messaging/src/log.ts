/** Ids and codes only: never a text, a phone, a secret. A pino logger fits. */
export interface MessagingLog {
	info(details: Readonly<Record<string, unknown>>, message: string): void;
	warn(details: Readonly<Record<string, unknown>>, message: string): void;
	error(details: Readonly<Record<string, unknown>>, message: string): void;
}
