import type { Incoming, Sending, SendingBook } from './sending-book.ts';

export interface PageMessage {
	kind: 'sent' | 'answer';
	id: string;
	/** The sender's name, or the number the person wrote to. */
	sender: string;
	text: string;
	/** Milliseconds since 1970. */
	at: number;
	status: string;
	error: string | null;
	parts: number;
	price: number;
	refunded: boolean;
}

export interface PagePhone {
	phone: string;
	lastAt: number;
	total: number;
	messages: PageMessage[];
}

const phonesShown = 30;
const messagesShown = 30;
/** How far back the newest phones are looked for: one phone may have had everything. */
const lookBack = 20_000;

/** The phones with the newest messages, newest first; `search` is a part of a number. */
export function phonesForPage(book: SendingBook, search: string): { phones: PagePhone[]; count: number } {
	const wanted = search.replace(/\D/g, '');
	const phones = new Set<string>();
	if (wanted !== '') {
		for (const phone of book.phones()) {
			if (phone.includes(wanted)) phones.add(phone);
			if (phones.size >= phonesShown) break;
		}
	} else {
		const sendings = book.sendings();
		const incoming = book.incoming();
		let at = sendings.length - 1;
		let answer = incoming.length - 1;
		for (let steps = 0; steps < lookBack && phones.size < phonesShown && (at >= 0 || answer >= 0); steps++) {
			const sending = sendings[at];
			const reply = incoming[answer];
			if (reply && (!sending || reply.at > sending.at)) {
				phones.add(reply.from);
				answer -= 1;
			} else if (sending) {
				if (sending.id !== null) phones.add(sending.recipient);
				at -= 1;
			}
		}
	}
	const shown = [...phones].map((phone) => showPhone(book, phone)).filter((phone) => phone !== null);
	shown.sort((a, b) => b.lastAt - a.lastAt);
	return { phones: shown, count: book.count() };
}

function showPhone(book: SendingBook, phone: string): PagePhone | null {
	const thread = book.thread(phone);
	if (!thread) return null;
	const messages = [
		...thread.sendings.slice(-messagesShown).map(sentMessage),
		...thread.incoming.slice(-messagesShown).map(answerMessage),
	].sort((a, b) => a.at - b.at);
	return {
		phone,
		lastAt: messages.at(-1)?.at ?? 0,
		total: thread.sendings.length + thread.incoming.length,
		messages: messages.slice(-messagesShown),
	};
}

function sentMessage(sending: Sending): PageMessage {
	return {
		kind: 'sent',
		id: sending.id!,
		sender: sending.sender,
		text: sending.text,
		at: sending.at / 1000,
		status: sending.status,
		error: sending.error,
		parts: sending.parts,
		price: sending.price,
		refunded: sending.refunded,
	};
}

function answerMessage(reply: Incoming): PageMessage {
	return {
		kind: 'answer',
		id: reply.id,
		sender: reply.to,
		text: reply.text,
		at: reply.at / 1000,
		status: '',
		error: null,
		parts: 1,
		price: 0,
		refunded: false,
	};
}
