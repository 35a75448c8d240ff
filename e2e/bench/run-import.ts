import { createReadStream } from 'node:fs';
import { importTask } from '@volna/audience';
import { openDatabase } from '@volna/db';

// A process of its own, as a worker is one: node run-import.ts <database> <file> <import id> → {"seconds","peak"}.
const [url = '', file = '', importId = ''] = process.argv.slice(2);
const database = openDatabase(url, { max: 4, name: 'volna bench' });
const kind = importTask({
	readFile: (_db, _fileId, offset) => createReadStream(file, { start: offset, highWaterMark: 1024 * 1024 }),
	startRuns: async () => {},
});
let peak = 0;
const watch = setInterval(() => {
	peak = Math.max(peak, process.memoryUsage.rss());
}, 20);
const startedAt = performance.now();
const work = await kind.open({ importId }, null, {
	db: database.db,
	taskId: importId,
	staffId: null,
	signal: new AbortController().signal,
});
for (let finished = false; !finished; ) {
	finished = (await database.db.transaction().execute((tx) => work.next(tx))).finished;
}
await work.close();
const seconds = (performance.now() - startedAt) / 1000;
clearInterval(watch);
await database.close();
console.log(JSON.stringify({ seconds, peak }));
