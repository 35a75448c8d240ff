/**
 * Preloaded into every process the supervisor starts: its standard input is a pipe that the supervisor holds open. When
 * it ends, the supervisor is gone, however it went, and the process stops as on SIGTERM.
 */
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref?.();
