import { type MessageState, messageStates } from '@volna/messaging/states';
import { z } from 'zod';

/** A state of a message, by the name it is stored under. */
export const MessageStateName = z.enum(Object.keys(messageStates) as [MessageState, ...MessageState[]]);
