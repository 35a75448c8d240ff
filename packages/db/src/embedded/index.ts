export { type EmbeddedOptions, type EmbeddedServer, startEmbeddedPostgres } from './start-server.ts';
