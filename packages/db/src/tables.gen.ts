// Made by `npm run db:types` from the migrations. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type GeneratedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;

export interface ActionTable {
	customerId: number;
	occurredAt: Timestamp;
	id: Generated<string>;
	templateId: string;
	recordedAt: GeneratedTimestamp;
	mode: Generated<'live' | 'test'>;
	trusted: Generated<boolean>;
	touchpoint: string | null;
	source: 'operation' | 'import' | 'flow' | 'staff' | 'system';
	operationId: string | null;
	transactionId: string | null;
	orderId: string | null;
	custom: Generated<unknown>;
}

export interface ActionCategoryTable {
	id: Generated<string>;
	parentId: string | null;
	level: number;
	code: string;
	nameRu: string;
	nameEn: string;
	position: Generated<number>;
	revision: Generated<number>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
}

export interface ActionTemplateTable {
	id: Generated<string>;
	campaignId: string;
	name: string;
	systemName: string;
	kind: Generated<'standard' | 'order' | 'click' | 'unsubscribe' | 'import' | 'merge'>;
	categoryId: string | null;
	issuedWhen: Generated<string>;
	usage: Generated<string[]>;
	tags: Generated<string[]>;
	description: Generated<string>;
	retentionMonths: Generated<number>;
	revision: Generated<number>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
	guard: unknown | null;
	roles: Generated<string[]>;
	firstIssuedAt: Timestamp | null;
	updatedAt: GeneratedTimestamp;
	updatedBy: string | null;
}

export interface ActionTemplateDayTable {
	templateId: string;
	day: string;
	slot: number;
	issued: number;
	lastAt: Timestamp;
}

export interface ActiveStreamTable {
	stream: string;
	lane: number;
	weight: Generated<number>;
	pass: Generated<number>;
	tryAfter: GeneratedTimestamp;
}

export interface AuditEntryTable {
	id: GeneratedAlways<number>;
	at: GeneratedTimestamp;
	staffId: string | null;
	act: string;
	subject: string;
	details: Generated<unknown>;
	requestId: string | null;
	previous: Buffer | null;
	hash: Buffer;
}

export interface CallbackInboxTable {
	id: Generated<string>;
	accountId: string;
	body: unknown;
	receivedAt: GeneratedTimestamp;
	tries: Generated<number>;
	nextTryAt: GeneratedTimestamp;
	waitsFor: Generated<string[]>;
	appliedAt: Timestamp | null;
	outcome: string | null;
}

export interface CampaignTable {
	id: Generated<string>;
	parentId: string | null;
	name: string;
	systemName: string;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
	revision: Generated<number>;
	position: Generated<number>;
}

export interface ConsentTable {
	customerId: number;
	id: Generated<string>;
	channel: Generated<string>;
	topic: Generated<string>;
	source: string;
	givenAt: Timestamp;
	evidence: string | null;
	textVersion: string | null;
	recordedBy: string | null;
	validUntil: Timestamp | null;
	recordedAt: GeneratedTimestamp;
}

export interface CustomFieldTable {
	id: Generated<string>;
	entity: 'customer' | 'action';
	templateId: string | null;
	systemName: string;
	name: string;
	type: 'string' | 'number' | 'boolean' | 'date' | 'instant' | 'enum' | 'unique_id';
	options: Generated<unknown>;
	description: Generated<string>;
	position: Generated<number>;
	revision: Generated<number>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
}

export interface CustomerTable {
	id: Generated<number>;
	firstName: string | null;
	lastName: string | null;
	middleName: string | null;
	sex: 'female' | 'male' | null;
	birthDate: string | null;
	area: string | null;
	timeZone: string | null;
	timeZoneSource: 'stated' | 'tracker' | 'area' | 'number' | null;
	timeZoneAt: Timestamp | null;
	phone: string | null;
	phoneStatus: Generated<'unknown' | 'valid' | 'invalid'>;
	phoneConfirmedAt: Timestamp | null;
	email: string | null;
	custom: Generated<unknown>;
	source: string | null;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
	lastActivityAt: Timestamp | null;
	deletedAt: Timestamp | null;
}

export interface CustomerAliasTable {
	id: number;
	survivorId: number;
	mergedAt: GeneratedTimestamp;
}

export interface CustomerListSettingTable {
	staffId: string;
	columns: string[];
	pageSize: number;
}

export interface CustomerOrderTable {
	customerId: number;
	id: Generated<string>;
	status: string | null;
	total: number | null;
	createdAt: Timestamp | null;
	changedAt: Timestamp;
	lines: Generated<unknown>;
	lineCount: Generated<number>;
	externalId: string | null;
	recordedAt: GeneratedTimestamp;
}

export interface EndpointTable {
	id: Generated<string>;
	name: string;
	systemName: string;
	origins: Generated<string[]>;
	isApp: Generated<boolean>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
	revision: Generated<number>;
}

export interface EndpointKeyTable {
	id: Generated<string>;
	endpointId: string;
	name: string;
	mode: Generated<'live' | 'test'>;
	hash: Buffer;
	hint: string;
	createdBy: string | null;
	createdAt: GeneratedTimestamp;
	lastUsedAt: Timestamp | null;
	revokedAt: Timestamp | null;
}

export interface FileTable {
	id: Generated<string>;
	name: string;
	contentType: string;
	staffId: string | null;
	neededRight: string;
	size: Generated<number>;
	sha256: Buffer | null;
	createdAt: GeneratedTimestamp;
	closedAt: Timestamp | null;
	expiresAt: Timestamp;
}

export interface FileChunkTable {
	fileId: string;
	startAt: number;
	bytes: Buffer;
}

export interface FlowTable {
	id: Generated<string>;
	campaignId: string;
	name: string;
	systemName: string;
	state: Generated<'draft' | 'active' | 'paused' | 'stopped' | 'archived'>;
	document: unknown;
	documentHash: string;
	revision: Generated<number>;
	activeVersionId: string | null;
	pausedAt: Timestamp | null;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
	updatedBy: string | null;
}

export interface FlowEditTable {
	flowId: string;
	revision: number;
	operations: unknown;
	staffId: string | null;
	at: GeneratedTimestamp;
}

export interface FlowEntryTable {
	customerId: number;
	flowId: string;
	entity: Generated<string>;
	lastStartAt: Timestamp;
	liveRunId: string | null;
}

export interface FlowRefusalTable {
	customerId: number;
	at: GeneratedTimestamp;
	id: Generated<string>;
	flowId: string;
	versionId: string;
	reason: string;
	mode: Generated<'live' | 'test'>;
	actionId: string | null;
	actionOccurredAt: Timestamp | null;
	details: Generated<unknown>;
}

export interface FlowTriggerTable {
	flowId: string;
	kind: 'action';
	subjectId: string;
	versionId: string;
	nodeId: string;
	filter: unknown | null;
	ignoreOlder: string;
	acceptUntrusted: Generated<boolean>;
}

export interface FlowVersionTable {
	id: Generated<string>;
	flowId: string;
	number: number;
	document: unknown;
	documentHash: string;
	plan: unknown;
	planHash: string;
	note: Generated<string>;
	staffId: string | null;
	publishedAt: GeneratedTimestamp;
	retiredAt: Timestamp | null;
}

export interface HoldTable {
	key: string;
	reason: 'mailing_paused' | 'flow_paused' | 'test_mode' | 'account_held' | 'sender_held';
	detail: string | null;
	since: GeneratedTimestamp;
	nextTrialAt: Timestamp | null;
	setBy: string | null;
}

export interface IdentifierTable {
	kind: 'unique' | 'movable' | 'phone' | 'email' | 'device' | 'order';
	system: Generated<string>;
	value: string;
	customerId: number;
	orderId: string | null;
	createdAt: GeneratedTimestamp;
}

export interface IdentifierSystemTable {
	name: string;
	kind: Generated<'unique' | 'movable'>;
	createdAt: GeneratedTimestamp;
}

export interface ImportTable {
	id: Generated<string>;
	kind: 'upsert' | 'update' | 'membership' | 'actions' | 'merge';
	fileId: string;
	fileName: string;
	fileSize: number;
	format: unknown;
	headers: unknown;
	columns: unknown;
	settings: unknown;
	description: Generated<string>;
	taskId: string | null;
	question: unknown | null;
	rowsRead: Generated<number>;
	created: Generated<number>;
	updated: Generated<number>;
	unchanged: Generated<number>;
	refused: Generated<number>;
	remarked: Generated<number>;
	actions: Generated<number>;
	added: Generated<number>;
	moved: Generated<number>;
	staffId: string | null;
	createdAt: GeneratedTimestamp;
	startedAt: Timestamp | null;
	finishedAt: Timestamp | null;
	cancelledAt: Timestamp | null;
}

export interface ImportColumnsTable {
	headersHash: Buffer;
	columns: unknown;
	usedAt: GeneratedTimestamp;
}

export interface MessageTable {
	id: Generated<string>;
	accountId: string;
	campaignId: string;
	stream: string | null;
	lane: number;
	mode: Generated<'live' | 'test'>;
	state: 'planned' | 'scheduled' | 'queued' | 'leased' | 'submitting' | 'suppressed' | 'expired_local' | 'cancelled' | 'failed' | 'unknown' | 'unknown_final' | 'submitted' | 'sent' | 'rejected' | 'undelivered' | 'expired_remote' | 'delivered';
	reason: string | null;
	detail: string | null;
	profile: 'marketing' | 'transactional' | 'code';
	customerId: number;
	plannedFor: number;
	runId: string | null;
	flowId: string | null;
	versionId: string | null;
	nodeId: string | null;
	visit: number | null;
	sender: string;
	phone: string | null;
	phoneHash: Buffer | null;
	text: string | null;
	textHash: Buffer | null;
	parts: number | null;
	encoding: 'gsm7' | 'ucs2' | null;
	weight: Generated<number>;
	hours: unknown;
	zone: string;
	tags: Generated<string[]>;
	holdKeys: Generated<string[]>;
	dueAt: Timestamp;
	closesAt: GeneratedTimestamp;
	notAfter: Timestamp;
	fence: Generated<number>;
	leasedBy: string | null;
	leaseUntil: Timestamp | null;
	attempt: Generated<number>;
	refusals: Generated<number>;
	submitAt: Timestamp | null;
	providerId: string | null;
	providerWord: string | null;
	providerRank: Generated<number>;
	acceptedAt: Timestamp | null;
	sentAt: Timestamp | null;
	finalAt: Timestamp | null;
	seenAt: Timestamp | null;
	correctedAt: Timestamp | null;
	polls: Generated<number>;
	pollAt: Timestamp | null;
	trackingEndedAt: Timestamp | null;
	price: number | null;
	refunded: boolean | null;
	reasonText: string | null;
	duplicateHandOff: Generated<boolean>;
	createdAt: GeneratedTimestamp;
	changedAt: GeneratedTimestamp;
}

export interface MessageEventTable {
	messageId: string;
	at: GeneratedTimestamp;
	id: Generated<string>;
	fromState: string | null;
	toState: string | null;
	cause: string;
	attempt: Generated<number>;
	source: string | null;
	reason: string | null;
	details: Generated<unknown>;
}

export interface MigrationTable {
	number: number;
	name: string;
	hash: string;
	appliedAt: GeneratedTimestamp;
}

export interface NumberRangeTable {
	tableId: string;
	first: number;
	last: number;
	operator: string;
	region: string;
	zone: string | null;
}

export interface NumberTableTable {
	id: Generated<string>;
	state: Generated<'loading' | 'current' | 'previous'>;
	fileName: string;
	datedOn: string | null;
	rangeCount: Generated<number>;
	numberCount: Generated<number>;
	unknownRegions: Generated<unknown>;
	staffId: string | null;
	loadedAt: GeneratedTimestamp;
}

export interface OperationTable {
	id: Generated<string>;
	campaignId: string;
	name: string;
	systemName: string;
	templateId: string | null;
	customerRight: Generated<'find' | 'find_or_create' | 'create_or_edit'>;
	requiresKey: Generated<boolean>;
	strict: Generated<boolean>;
	requiresConsent: Generated<boolean>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
	revision: Generated<number>;
	archiveReason: Generated<string>;
}

export interface OperationEndpointTable {
	operationId: string;
	endpointId: string;
}

export interface OperationRequestTable {
	operationId: string;
	transactionId: string;
	id: Generated<string>;
	endpointId: string;
	keyId: string | null;
	kind: 'sync' | 'async';
	mode: Generated<'live' | 'test'>;
	state: 'accepted' | 'recorded' | 'invalid' | 'failed';
	keyedByCall: Generated<boolean>;
	query: Generated<unknown>;
	body: unknown | null;
	bodyHash: Buffer;
	answer: string | null;
	warnings: Generated<unknown>;
	customerId: number | null;
	attempts: Generated<number>;
	receivedAt: GeneratedTimestamp;
	claimedUntil: Timestamp | null;
	finishedAt: Timestamp | null;
}

export interface ProcessTable {
	id: Generated<string>;
	kind: 'api' | 'worker';
	startedAt: GeneratedTimestamp;
	seenAt: GeneratedTimestamp;
	registryHash: string;
	nodeTypes: Generated<string[]>;
}

export interface ProjectTable {
	id: Generated<number>;
	name: Generated<string>;
	brand: Generated<string>;
	timeZone: Generated<string>;
	language: Generated<'ru' | 'en'>;
	currency: Generated<string>;
	demoLoadedAt: Timestamp | null;
	createdAt: GeneratedTimestamp;
}

export interface RateLimitTable {
	key: string;
	ord: number;
	emissionUs: number;
	aheadUs: Generated<number>;
	creditUs: Generated<number>;
	factor: Generated<number>;
	factorAt: GeneratedTimestamp;
	tat: GeneratedTimestamp;
}

export interface RefusedCallTable {
	id: Generated<string>;
	receivedAt: GeneratedTimestamp;
	code: string;
	address: Generated<string>;
	endpoint: Generated<string>;
	operation: Generated<string>;
}

export interface RunTable {
	id: Generated<string>;
	flowId: string;
	versionId: string;
	customerId: number;
	mode: Generated<'live' | 'test'>;
	lane: Generated<number>;
	state: 'ready' | 'waiting' | 'call_due' | 'calling' | 'held' | 'done' | 'stopped' | 'failed';
	nodeId: string | null;
	visit: Generated<number>;
	parked: Generated<boolean>;
	wakeOutput: string | null;
	dueAt: Timestamp;
	heldDueAt: Timestamp | null;
	fence: Generated<number>;
	leaseUntil: Timestamp | null;
	attempts: Generated<number>;
	stepCount: Generated<number>;
	visits: Generated<unknown>;
	values: Generated<unknown>;
	entity: Generated<string>;
	actionId: string | null;
	actionOccurredAt: Timestamp | null;
	orderId: string | null;
	startedAt: GeneratedTimestamp;
	movedAt: GeneratedTimestamp;
	endedAt: Timestamp | null;
	endReason: string | null;
}

export interface RunWaitTable {
	runId: string;
	ordinal: number;
	kind: 'message';
	messageId: string | null;
	leave: Generated<unknown>;
	metBy: string | null;
}

export interface SavedViewTable {
	id: Generated<string>;
	staffId: string;
	name: string;
	filter: unknown | null;
	search: string | null;
	columns: string[];
	sort: 'newest' | 'oldest';
	shared: Generated<boolean>;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
}

export interface SegmentTable {
	id: Generated<string>;
	segmentationId: string;
	name: string;
	systemName: string;
	externalId: string;
	position: Generated<number>;
	createdAt: GeneratedTimestamp;
	filter: unknown | null;
}

export interface SegmentMemberTable {
	customerId: number;
	segmentationId: string;
	segmentId: string;
	since: GeneratedTimestamp;
}

export interface SegmentMoveTable {
	customerId: number;
	at: GeneratedTimestamp;
	id: Generated<string>;
	segmentationId: string;
	fromSegmentId: string | null;
	toSegmentId: string | null;
	source: string;
}

export interface SegmentSizeTable {
	segmentId: string;
	id: GeneratedAlways<number>;
	change: number;
}

export interface SegmentationTable {
	id: Generated<string>;
	name: string;
	systemName: string;
	externalId: string;
	description: Generated<string>;
	kind: Generated<'static' | 'filter'>;
	state: Generated<'draft' | 'launched' | 'archived'>;
	createdAt: GeneratedTimestamp;
	launchedAt: Timestamp | null;
	revision: Generated<number>;
	updatedAt: GeneratedTimestamp;
	updatedBy: string | null;
	archivedAt: Timestamp | null;
	recalculatedAt: Timestamp | null;
	recalculationTriedAt: Timestamp | null;
	recalculatingUntil: Timestamp | null;
	recalculationProblem: 'filter-invalid' | 'too-slow' | null;
}

export interface SelectionTable {
	id: Generated<string>;
	staffId: string | null;
	kind: 'all' | 'part' | 'split' | 'chosen' | 'recalculation';
	filter: unknown | null;
	search: string | null;
	draw: unknown;
	seed: string;
	found: number;
	counts: number[];
	asOf: Timestamp;
	createdAt: GeneratedTimestamp;
	expiresAt: Timestamp;
	keptUntil: Timestamp;
}

export interface SelectionChunkTable {
	selectionId: string;
	part: number;
	position: number;
	firstId: number;
	lastId: number;
	ids: string[];
}

export interface SenderTable {
	id: Generated<string>;
	accountId: string;
	name: string;
	moderation: Generated<'approved' | 'pending' | 'refused' | 'unknown'>;
	byHand: Generated<boolean>;
	syncedAt: Timestamp | null;
}

export interface SetupLinkTable {
	hash: Buffer;
	createdAt: GeneratedTimestamp;
	expiresAt: Timestamp;
	usedAt: Timestamp | null;
}

export interface SmsAccountTable {
	id: Generated<string>;
	name: string;
	baseUrl: string;
	isEmulator: Generated<boolean>;
	isActive: Generated<boolean>;
	tokenSealed: Buffer | null;
	username: string | null;
	passwordSealed: Buffer | null;
	flags: Generated<unknown>;
	callbackSecretHash: Generated<string>;
	callbackSecretSealed: Buffer | null;
	balance: number | null;
	balanceAt: Timestamp | null;
	checkedAt: Timestamp | null;
	checkProblem: string | null;
	createdAt: GeneratedTimestamp;
	changedAt: GeneratedTimestamp;
	leftAt: Timestamp | null;
	leftDecision: 'move' | 'cancel' | null;
	leftDecidedAt: Timestamp | null;
}

export interface StaffTable {
	id: string;
	name: string;
	email: string;
	emailVerified: Generated<boolean>;
	image: string | null;
	role: Generated<'viewer' | 'marketer' | 'launcher' | 'developer' | 'admin' | 'auditor'>;
	language: Generated<'ru' | 'en'>;
	disabledAt: Timestamp | null;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
}

export interface StaffLoginTable {
	id: string;
	accountId: string;
	providerId: string;
	userId: string;
	accessToken: string | null;
	refreshToken: string | null;
	idToken: string | null;
	accessTokenExpiresAt: Timestamp | null;
	refreshTokenExpiresAt: Timestamp | null;
	scope: string | null;
	password: string | null;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
}

export interface StaffSessionTable {
	id: string;
	userId: string;
	token: string;
	expiresAt: Timestamp;
	ipAddress: string | null;
	userAgent: string | null;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
}

export interface StaffVerificationTable {
	id: string;
	identifier: string;
	value: string;
	expiresAt: Timestamp;
	createdAt: GeneratedTimestamp;
	updatedAt: GeneratedTimestamp;
}

export interface StepTable {
	runId: string;
	at: Timestamp;
	id: Generated<string>;
	flowId: string;
	versionId: string;
	customerId: number;
	mode: Generated<'live' | 'test'>;
	nodeId: string;
	visit: number;
	kind: 'entered' | 'passed' | 'parked' | 'moved' | 'failed' | 'ended';
	output: string | null;
	nextNodeId: string | null;
	reason: string | null;
	details: Generated<unknown>;
}

export interface StopListTable {
	phoneHash: Buffer;
	source: string;
	evidence: string | null;
	addedAt: GeneratedTimestamp;
}

export interface SubscriptionTable {
	customerId: number;
	channel: Generated<'sms'>;
	topic: Generated<string>;
	state: 'subscribed' | 'unsubscribed' | 'requires_confirmation';
	source: string;
	changedAt: GeneratedTimestamp;
}

export interface TaskTable {
	id: Generated<string>;
	kind: string;
	titleCode: string;
	titleValues: Generated<unknown>;
	subject: string | null;
	staffId: string | null;
	state: Generated<'waiting' | 'running' | 'done' | 'done_with_errors' | 'cancelled' | 'failed'>;
	input: unknown;
	cursor: unknown | null;
	done: Generated<number>;
	total: number | null;
	results: Generated<unknown>;
	errorCount: Generated<number>;
	outcome: Generated<unknown>;
	failure: unknown | null;
	attempts: Generated<number>;
	dueAt: GeneratedTimestamp;
	turnAt: GeneratedTimestamp;
	fence: Generated<number>;
	leasedBy: string | null;
	leaseUntil: Timestamp | null;
	cancelRequestedAt: Timestamp | null;
	putAsideAt: Timestamp | null;
	createdAt: GeneratedTimestamp;
	startedAt: Timestamp | null;
	finishedAt: Timestamp | null;
}

export interface TaskErrorTable {
	taskId: string;
	seq: number;
	line: number | null;
	columnName: string | null;
	code: string;
	value: string | null;
	customerId: number | null;
}

export interface TopicTable {
	id: Generated<string>;
	systemName: string;
	name: string;
	description: Generated<string>;
	position: Generated<number>;
	revision: Generated<number>;
	createdAt: GeneratedTimestamp;
	archivedAt: Timestamp | null;
}

export interface Tables {
	action: ActionTable;
	actionCategory: ActionCategoryTable;
	actionTemplate: ActionTemplateTable;
	actionTemplateDay: ActionTemplateDayTable;
	activeStream: ActiveStreamTable;
	auditEntry: AuditEntryTable;
	callbackInbox: CallbackInboxTable;
	campaign: CampaignTable;
	consent: ConsentTable;
	customField: CustomFieldTable;
	customer: CustomerTable;
	customerAlias: CustomerAliasTable;
	customerListSetting: CustomerListSettingTable;
	customerOrder: CustomerOrderTable;
	endpoint: EndpointTable;
	endpointKey: EndpointKeyTable;
	file: FileTable;
	fileChunk: FileChunkTable;
	flow: FlowTable;
	flowEdit: FlowEditTable;
	flowEntry: FlowEntryTable;
	flowRefusal: FlowRefusalTable;
	flowTrigger: FlowTriggerTable;
	flowVersion: FlowVersionTable;
	hold: HoldTable;
	identifier: IdentifierTable;
	identifierSystem: IdentifierSystemTable;
	import: ImportTable;
	importColumns: ImportColumnsTable;
	message: MessageTable;
	messageEvent: MessageEventTable;
	migration: MigrationTable;
	numberRange: NumberRangeTable;
	numberTable: NumberTableTable;
	operation: OperationTable;
	operationEndpoint: OperationEndpointTable;
	operationRequest: OperationRequestTable;
	process: ProcessTable;
	project: ProjectTable;
	rateLimit: RateLimitTable;
	refusedCall: RefusedCallTable;
	run: RunTable;
	runWait: RunWaitTable;
	savedView: SavedViewTable;
	segment: SegmentTable;
	segmentMember: SegmentMemberTable;
	segmentMove: SegmentMoveTable;
	segmentSize: SegmentSizeTable;
	segmentation: SegmentationTable;
	selection: SelectionTable;
	selectionChunk: SelectionChunkTable;
	sender: SenderTable;
	setupLink: SetupLinkTable;
	smsAccount: SmsAccountTable;
	staff: StaffTable;
	staffLogin: StaffLoginTable;
	staffSession: StaffSessionTable;
	staffVerification: StaffVerificationTable;
	step: StepTable;
	stopList: StopListTable;
	subscription: SubscriptionTable;
	task: TaskTable;
	taskError: TaskErrorTable;
	topic: TopicTable;
}
