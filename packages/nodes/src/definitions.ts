import { condition } from './condition/condition.def.ts';
import { end } from './end/end.def.ts';
import { onAction } from './on-action/on-action.def.ts';
import { segmentSplit } from './segment-split/segment-split.def.ts';
import { sendSms } from './send-sms/send-sms.def.ts';
import { wait } from './wait/wait.def.ts';

/** The nodes of this package, in the order the creator lists them. */
export const definitions = [onAction, condition, segmentSplit, wait, sendSms, end] as const;

export { condition, end, onAction, segmentSplit, sendSms, wait };
