export type { FilterClock } from '@volna/node-sdk';
export {
	type ActionTemplateInfo,
	type ActionTemplateInput,
	type CategoryInfo,
	type CreatedTemplate,
	createActionTemplate,
	listActionTemplates,
	listCategories,
	readNow,
	type UpdatedTemplate,
	updateActionTemplate,
} from './action-templates.ts';
export { acceptedText, answerOf, type CallOutcome, type OperationAnswer } from './answer-of.ts';
export { type CampaignInfo, ensureCampaign, listCampaigns } from './campaigns.ts';
export { hashOfJson, TooDeep } from './canonical-json.ts';
export { type Catalogue, readCatalogue } from './catalogue.ts';
export { countDemoCustomers, demoSource, removeDemoCustomers } from './demo-customers.ts';
export {
	type CreatedKey,
	createEndpointKey,
	type EndpointKeyInfo,
	findKey,
	listKeys,
	revokeKey,
} from './endpoint-keys.ts';
export { ensureActionMonths } from './ensure-action-months.ts';
export { checkFilter, type FilterIssue, type FilterScope } from './filters/check-filter.ts';
export { type CompileOptions, compileFilter, namesDeclaredFields, namesFlow } from './filters/compile-filter.ts';
export {
	type CountedFilter,
	countFilter,
	type FilterCount,
	type FilterExample,
	type FilterRead,
	type FoundExamples,
	findExamples,
	type ReadFilterOptions,
} from './filters/count-filter.ts';
export { filterCapability, segmentCapability } from './filters/flow-capabilities.ts';
export { matchFilter } from './filters/match-filter.ts';
export { readDeclaredFields, readFilterClock } from './filters/read-filter-clock.ts';
export { type FilterWords, readFilterWords } from './filters/read-filter-words.ts';
export { prepareScan, type ReadLimits, type ReadWithin, readWithin } from './filters/read-within.ts';
export { type CustomerPage, type CustomerQuery, type CustomerSummary, listCustomers } from './list-customers.ts';
export { listRefs, type Ref, type RefEntity, type RefQuery } from './list-refs.ts';
export { maskEmail, maskPhone } from './mask-personal.ts';
export { type NormalisedPhone, normalisePhone, type PhoneProblem } from './normalise-phone.ts';
export { type IncomingCall, type Intake, type IntakeDeps, openIntake } from './open-intake.ts';
export type { CallIssue, OperationCall, ParsedBody } from './operation-call.ts';
export {
	type CallQuery,
	countCallProblems,
	listOperationCalls,
	type OperationCallDetails,
	type OperationCallInfo,
	readOperationCall,
} from './operation-calls.ts';
export { type Language, protocolText, validationText } from './operation-messages.ts';
export {
	type EndpointInfo,
	ensureEndpoint,
	ensureOperation,
	listEndpoints,
	listOperations,
	type OperationInfo,
	type OperationInput,
} from './operations.ts';
export { type BodyContext, parseOperationBody } from './parse-operation-body.ts';
export { prepareProject } from './prepare-project.ts';
export { type CustomerCard, readCustomer } from './read-customer.ts';
export { type CallResult, type CallToRecord, type RecordDeps, recordActions } from './record-actions.ts';
export { type CallHead, type Resolution, type ResolvedCall, resolveCall } from './resolve-call.ts';
export { seedCategories } from './seed-categories.ts';
export {
	type AddedSegment,
	addSegment,
	type CreatedSegmentation,
	createSegmentation,
	type LaunchedSegmentation,
	launchSegmentation,
	listSegmentations,
	type Membership,
	type MembershipResult,
	putInSegment,
	type SegmentationInfo,
} from './segmentations.ts';
export type { StartRuns } from './start-runs.ts';
export type { CustomerRight, TemplateUsage } from './states.ts';
export { forgetOldCalls, sweepAccepted } from './sweep-accepted.ts';
export { freeName, transliterate } from './transliterate.ts';
export { zoneOfArea } from './zones/zone-of-area.ts';
