/** Calls `act` once the process that handed over to this one is gone, however it went; nothing where none did. */
export function whenAlone(act: () => void): void {
	if (!process.channel) return;
	process.once('disconnect', act);
	process.channel.unref();
}
