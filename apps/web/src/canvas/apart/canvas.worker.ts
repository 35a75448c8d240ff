import { answer, type Question } from './question.ts';

interface Asked {
	readonly number: number;
	readonly question: Question;
}

self.addEventListener('message', ({ data: { number, question } }: MessageEvent<Asked>) => {
	self.postMessage({ number, answer: answer(question) });
});
