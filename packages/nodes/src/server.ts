import { conditionServer } from './condition/condition.server.ts';
import { segmentSplitServer } from './segment-split/segment-split.server.ts';
import { sendSmsServer } from './send-sms/send-sms.server.ts';

/** The server halves of this package, by node type. */
export const serverHalves = {
	'volna.condition': conditionServer,
	'volna.segment-split': segmentSplitServer,
	'volna.send-sms': sendSmsServer,
} as const;
