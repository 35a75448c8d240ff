export { accountFlags } from './account-flags.ts';
export { ensureAccountRate } from './account-rate.ts';
export {
	type AccountChange,
	accountOfCallback,
	activeAccount,
	callbackSecretOf,
	countOpen,
	ensureEmulatorAccount,
	holdWhileDemo,
	listHolds,
	openableAccount,
	recordCheck,
	type SecretSeal,
	type StoredAccount,
	saveAccount,
	settleDemoHolds,
} from './accounts.ts';
export { applyCallbacks } from './apply-callbacks.ts';
export { type CancelReason, cancelMessagesOfRuns } from './cancel-messages.ts';
export { createTracker, silentAccounts, type Tracker, type TrackerDeps } from './create-tracker.ts';
export { createDispatcher, type Dispatcher, type DispatcherDeps } from './dispatcher.ts';
export {
	decideLeftMessages,
	type FormerAccount,
	type LeftDecision,
	listFormerAccounts,
	settleFormerAccounts,
} from './former-accounts.ts';
export { checkHandOffTimes, defaultHandOffTimes, type HandOffTimes } from './hand-off-times.ts';
export { type HashPhone, phoneHasher } from './hash-phone.ts';
export { holdFlow, releaseFlow } from './hold-flow.ts';
export { accountKey, flowKey, senderKey, testKey } from './hold-keys.ts';
export { liftHold } from './holds.ts';
export { listMessages, type MessageQuery, type MessageRow } from './list-messages.ts';
export type { MessagingLog } from './log.ts';
export { messageCapability } from './message-capability.ts';
export { countMessages, type NodeMessageCounts } from './message-counts.ts';
export type { MessageMove, MessagesMoved } from './message-move.ts';
export { pollStatuses } from './poll-statuses.ts';
export { previewText, type TextPreview } from './preview-text.ts';
export { readMessage } from './read-message.ts';
export { type CallbackReceiver, openCallbackReceiver, receiveCallback } from './receive-callback.ts';
export { reconcileUnknown } from './reconcile-unknown.ts';
export { type RecordedStatuses, recordStatus, type StatusDeps } from './record-status.ts';
export { NoAccountError, type RequestDeps, requestMessages } from './request-messages.ts';
export { CERTIFICATE_REFUSED } from './security-alarm.ts';
export { listSenders, storeSenders } from './senders.ts';
export type { TrackDeps } from './track-deps.ts';
