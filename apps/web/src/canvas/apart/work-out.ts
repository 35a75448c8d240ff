import { type Answers, answer, type Question } from './question.ts';

/** Below so many nodes an answer is quicker than the way to a worker and back. */
const worthApart = 100;

let worker: Worker | null = null;
let number = 0;
const waiting = new Map<number, (result: unknown) => void>();

/** Works something out: at once for an ordinary flow, in a worker for a large one, so that the canvas does not stop. */
export async function workOut<Q extends Question>(question: Q): Promise<Answers[Q['ask']]> {
	if (question.document.nodes.length <= worthApart) return answer(question) as Answers[Q['ask']];
	worker ??= openWorker();
	const own = ++number;
	const result = new Promise<unknown>((resolve) => waiting.set(own, resolve));
	worker.postMessage({ number: own, question });
	return (await result) as Answers[Q['ask']];
}

function openWorker(): Worker {
	const opened = new Worker(new URL('./canvas.worker.ts', import.meta.url), { type: 'module' });
	opened.addEventListener('message', ({ data }: MessageEvent<{ number: number; answer: unknown }>) => {
		waiting.get(data.number)?.(data.answer);
		waiting.delete(data.number);
	});
	return opened;
}
