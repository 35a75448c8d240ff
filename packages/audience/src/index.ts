export { acceptedText, answerOf, type CallOutcome, type OperationAnswer } from './answer-of.ts';
export { hashOfJson, TooDeep } from './canonical-json.ts';
export { type Catalogue, readCatalogue } from './catalogue.ts';
export { checkFilter, type FilterIssue, type FilterScope } from './check-filter.ts';
export { type CompileOptions, compileFilter, namesFlow } from './compile-filter.ts';
export { countFilter, type FilterCount } from './count-filter.ts';
export {
	type CreatedKey,
	createEndpointKey,
	type EndpointKeyInfo,
	findKey,
	listKeys,
	revokeKey,
} from './endpoint-keys.ts';
export { ensureActionMonths } from './ensure-action-months.ts';
export type { FilterClock } from './filter-bounds.ts';
export { filterCapability, segmentCapability } from './flow-capabilities.ts';
export { matchFilter, readFilterClock } from './match-filter.ts';
export { type NormalisedPhone, normalisePhone, type PhoneProblem } from './normalise-phone.ts';
export { type IncomingCall, type Intake, type IntakeDeps, openIntake } from './open-intake.ts';
export type { CallIssue, OperationCall, ParsedBody } from './operation-call.ts';
export { type Language, protocolText, validationText } from './operation-messages.ts';
export { type BodyContext, parseOperationBody } from './parse-operation-body.ts';
export { type CallResult, type CallToRecord, type RecordDeps, recordActions } from './record-actions.ts';
export { type CallHead, type Resolution, type ResolvedCall, resolveCall } from './resolve-call.ts';
export type { StartRuns } from './start-runs.ts';
export { forgetOldCalls, sweepAccepted } from './sweep-accepted.ts';
export { zoneOfArea } from './zone-of-area.ts';
