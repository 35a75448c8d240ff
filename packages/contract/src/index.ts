export {
	type CustomFieldType,
	campaignDepth,
	columnsMost,
	customerColumns,
	customFieldTypes,
	firstColumns,
	partSize,
	splitLimits,
	splitSizes,
	type TemplateUsage,
	tagLimit,
	templateUsages,
	transliterate,
	type UseKind,
} from '@volna/audience/states';
export { type Client, createClient } from './client.ts';
export { ApiError, ErrorBody, type ErrorCode, type ErrorKind, errorCodes, errorKinds } from './errors.ts';
export { CustomerNumber, fromId, type IdKind, IdOf, Instant, idPrefixes, toId, Uuid } from './ids.ts';
export { PageQuery, pageOf } from './page.ts';
export { type AnswerOf, type CallOf, type Method, type Route, type RouteAccess, route } from './route.ts';
export type {
	ActionTemplate,
	ActionTemplateBody,
	ActionTemplateSummary,
	Category,
} from './routes/action-templates.ts';
export type {
	CustomerCard,
	CustomerSummary,
	Ref,
} from './routes/audience.ts';
export type { Campaign } from './routes/campaigns.ts';
export type { CustomerRow, CustomerView } from './routes/customer-list.ts';
export type { ExportColumn, ExportFrom } from './routes/exports.ts';
export type { CustomField, FieldBody } from './routes/fields.ts';
export type { FileInfo } from './routes/files.ts';
export type { FilterExample, FilterWords } from './routes/filters.ts';
export type {
	Draft,
	Flow,
	FlowCounts,
	FlowDiff,
	FlowSummary,
	RunPath,
	RunSummary,
	VersionSummary,
} from './routes/flows.ts';
export type { FormerAccount } from './routes/former-accounts.ts';
export type { FilePreview, Import, ImportFormat, ImportIssue } from './routes/imports.ts';
export { type RouteId, routes } from './routes/index.ts';
export type { MessageSummary } from './routes/messages.ts';
export type { Endpoint, EndpointBody, Operation, OperationBody } from './routes/operations.ts';
export type { ProviderAccount } from './routes/provider.ts';
export type { Segment, Segmentation, SegmentationUse } from './routes/segmentations.ts';
export type { DrawBody, Selection } from './routes/selections.ts';
export type { Environment, Project, Session, Staff } from './routes/session.ts';
export { type Task, type TaskState, taskStates } from './routes/tasks.ts';
export type { Topic, TopicBody } from './routes/topics.ts';
export type { Use } from './routes/uses.ts';
export { NumberingFault, type NumberTable } from './routes/zones.ts';
export { taskErrorText, taskErrorWords } from './task-error-words.ts';
