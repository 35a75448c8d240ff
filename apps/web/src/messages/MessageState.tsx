import type { MessageSummary } from '@volna/contract';
import { MessageStatePill } from '@volna/ui';
import { useMessageWords } from './use-message-words.ts';

/** The state of a message as a pill. */
export function MessageState({ message }: { message: Pick<MessageSummary, 'state' | 'hold'> }) {
	const words = useMessageWords();
	return <MessageStatePill state={message.state} held={message.hold !== null} label={words.state(message)} />;
}
