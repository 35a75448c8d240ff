export type { FilterClock } from '@volna/node-sdk';
export { acceptedText, answerOf, type CallOutcome, type OperationAnswer } from './answer-of.ts';
export { type ArchivedCampaign, archiveCampaign } from './campaigns/archive-campaign.ts';
export { isInScope, readCampaignParents } from './campaigns/campaign-scope.ts';
export { type CreatedCampaign, createCampaign } from './campaigns/create-campaign.ts';
export { ensureCampaign } from './campaigns/ensure-campaign.ts';
export { type CampaignInfo, type CampaignNode, listCampaigns, readCampaignTree } from './campaigns/list-campaigns.ts';
export { type MovedCampaign, moveCampaign } from './campaigns/move-campaign.ts';
export { type UpdatedCampaign, updateCampaign } from './campaigns/update-campaign.ts';
export { hashOfJson, TooDeep } from './canonical-json.ts';
export { type Catalogue, readCatalogue } from './catalogue.ts';
export { countCustomers } from './customer-list/count-customers.ts';
export type { CustomerRow, SmsSubscription } from './customer-list/describe-customers.ts';
export {
	type FindCustomers,
	type FindCustomersQuery,
	type FoundCustomers,
	findCustomers,
} from './customer-list/find-customers.ts';
export { columnsMost, customerColumns, firstColumns, isCustomerColumn } from './customer-list/list-columns.ts';
export {
	type CustomerPage,
	type CustomerQuery,
	type CustomerSummary,
	listCustomers,
} from './customer-list/list-customers.ts';
export {
	type CustomerListSetting,
	deleteView,
	keepListSetting,
	listViews,
	readListSetting,
	type SavedView,
	type SavedViewInput,
	saveView,
	type WrittenView,
} from './customer-list/saved-views.ts';
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
export { type CsvValue, csvLine, csvMark } from './exports/csv-line.ts';
export {
	type ExportColumnInfo,
	type ExportSource,
	type ExportSourceName,
	exportSources,
} from './exports/export-source.ts';
export {
	type ExportInput,
	type ExportTaskDeps,
	exportSourceOf,
	exportTask,
	exportTaskName,
} from './exports/export-task.ts';
export { exportWords } from './exports/export-words.ts';
export type { ListMessages } from './exports/messages-source.ts';
export { type ExportOrder, type StartedExport, startExport } from './exports/start-export.ts';
export { type CreatedField, createField } from './fields/create-field.ts';
export type { CustomField, FieldInput, FieldOption } from './fields/custom-field.ts';
export { listFields, readField } from './fields/list-fields.ts';
export { type ReadFieldValue, readFieldValue } from './fields/read-field-value.ts';
export { type RemovedField, removeField, restoreField } from './fields/remove-field.ts';
export { hasValues, type UpdatedField, updateField } from './fields/update-field.ts';
export { usesOfField } from './fields/uses-of-field.ts';
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
export { checkImport, type ImportCheck } from './import/check-import.ts';
export type { ImportIssue } from './import/check-setup.ts';
export type { ImportFormat, ImportSettings, ImportSetup } from './import/import-settings.ts';
export { type ImportCursor, type ImportTaskDeps, type ImportTaskInput, importTask } from './import/import-task.ts';
export { type ImportDetails, type ImportInfo, listImports, readImport } from './import/list-imports.ts';
export type { WantedSegment } from './import/make-segment.ts';
export { type FilePreview, previewFile } from './import/preview-file.ts';
export { answerImport, type NewImport, type StartedImport, startImport } from './import/start-import.ts';
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
export { maskCallBody } from './operation-screens/mask-call-body.ts';
export {
	keepRefusedCalls,
	listRefusedCalls,
	purgeRefusedCalls,
	type RefusedCall,
	type RefusedCallInfo,
} from './operation-screens/refused-calls.ts';
export {
	archiveEndpoint,
	createEndpoint,
	type EndpointSettings,
	type UpdatedEndpoint,
	updateEndpoint,
} from './operation-screens/save-endpoint.ts';
export {
	archiveOperation,
	createOperation,
	type OperationProblem,
	type OperationSettings,
	restoreOperation,
	type UpdatedOperation,
	updateOperation,
} from './operation-screens/save-operation.ts';
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
export { readNow } from './read-now.ts';
export { type CallResult, type CallToRecord, type RecordDeps, recordActions } from './record-actions.ts';
export { type CallHead, type Resolution, type ResolvedCall, resolveCall } from './resolve-call.ts';
export { type AddedSegment, addSegment } from './segments/add-segment.ts';
export { archiveSegmentation, deleteDraft, usesOfSegmentation } from './segments/archive-segmentation.ts';
export { type CreatedSegmentation, createSegmentation } from './segments/create-segmentation.ts';
export { type FillOrder, fillTask, type StartedFill, startFill } from './segments/fill-task.ts';
export { type LaunchedSegmentation, launchSegmentation } from './segments/launch-segmentation.ts';
export {
	listSegmentations,
	readSegmentation,
	type SegmentationInfo,
	type SegmentationQuery,
	type SegmentInfo,
} from './segments/list-segmentations.ts';
export {
	changeMembership,
	type Membership,
	type MembershipDone,
	type MembershipResult,
	putInSegment,
} from './segments/put-in-segment.ts';
export {
	type Recalculated,
	recalculateDue,
	recalculateSegmentation,
} from './segments/recalculate.ts';
export { recalculationTask, startRecalculationTask } from './segments/recalculation-task.ts';
export { foldSegmentSizes } from './segments/segment-sizes.ts';
export type { SegmentationInput, SegmentationProblem, SegmentInput } from './segments/segmentation-input.ts';
export { type UpdatedSegmentation, updateSegmentation } from './segments/update-segmentation.ts';
export { type DrawnSelection, type DrawOptions, drawSelection } from './selections/draw-selection.ts';
export { forgetSelections } from './selections/forget-selections.ts';
export {
	readSelection,
	readSelectionMembership,
	type SelectionMembership,
	selectedOf,
} from './selections/read-selection.ts';
export type { Draw, DrawnFrom, Selection } from './selections/selection.ts';
export { partSize, splitLimits, splitSizes } from './selections/split-sizes.ts';
export type { StartRuns } from './start-runs.ts';
export type { CustomerRight, CustomFieldType, TemplateKind, TemplateUsage, UseKind } from './states.ts';
export { forgetOldCalls, sweepAccepted } from './sweep-accepted.ts';
export { countIssued, type IssuedAction } from './templates/count-issued.ts';
export { type CreatedTemplate, createActionTemplate, freeTemplateName } from './templates/create-action-template.ts';
export {
	type ArchivedCategory,
	archiveCategory,
	type CategoryNames,
	type CreatedCategory,
	createCategory,
	type RenamedCategory,
	renameCategory,
} from './templates/edit-category.ts';
export { findUses } from './templates/find-uses.ts';
export {
	type ActionTemplateInfo,
	type ActionTemplateQuery,
	listActionTemplates,
	listTemplateTags,
} from './templates/list-action-templates.ts';
export { type CategoryInfo, listCategories } from './templates/list-categories.ts';
export { type ActionToGuard, passGuards } from './templates/pass-guards.ts';
export { type ActionTemplateCard, readActionTemplate } from './templates/read-action-template.ts';
export {
	type RemovedTemplate,
	type RestoredTemplate,
	removeActionTemplate,
	restoreActionTemplate,
} from './templates/remove-action-template.ts';
export { seedCategories } from './templates/seed-categories.ts';
export type { ActionTemplateInput, TemplateFieldInput } from './templates/template-input.ts';
export { type UpdatedTemplate, updateActionTemplate } from './templates/update-action-template.ts';
export type { Use } from './templates/use.ts';
export { usesOfTemplate } from './templates/uses-of-template.ts';
export { listTopics, type TopicInfo } from './topics/list-topics.ts';
export { type RemovedTopic, removeTopic, restoreTopic, usesOfTopic } from './topics/remove-topic.ts';
export {
	type CreatedTopic,
	createTopic,
	hasAnswers,
	type TopicInput,
	type UpdatedTopic,
	updateTopic,
} from './topics/save-topic.ts';
export { freeName, transliterate } from './transliterate.ts';
export { loadNumberingTaskKind, type StartedNumbering, startNumbering } from './zones/load-numbering.ts';
export { type NumberRange, type NumberRanges, readNumberRanges } from './zones/number-ranges.ts';
export { type NumberTable, readNumbering, type TriedNumber, tryNumber } from './zones/read-numbering.ts';
export { zoneOfArea } from './zones/zone-of-area.ts';
