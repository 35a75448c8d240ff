export type {
	CustomerId,
	InsideCapabilities,
	Json,
	MessageId,
	MessageProfile,
	MessageRequest,
	NodeId,
	ReadCapabilities,
	RecordedAction,
	RequestedMessage,
	RunId,
	RunRef,
	RunValues,
	SendingHours,
	StepClock,
} from './capabilities.ts';
export {
	type ActiveOutput,
	type AnyDefinition,
	activeOutputs,
	type CardText,
	type Category,
	type CheckContext,
	type ConfigIssue,
	cardFields,
	defineNode,
	type Example,
	fieldAt,
	type LoweredOf,
	type NodeDefinition,
	type NodeType,
} from './define-node.ts';
export { durationMs, durationOf, durationPattern } from './duration.ts';
export type { Effect, EffectOf, NodeKind, Policy } from './effect.ts';
export {
	type Branch,
	type BranchId,
	type ConfigOf,
	type Field,
	type FieldKind,
	type FieldOptions,
	type FieldProblem,
	type Fields,
	f,
	isShown,
	type ParsedConfig,
	parseConfig,
	type Ref,
	type RefEntity,
	type Scalar,
	type ValueOf,
	withDefaults,
} from './field.ts';
export {
	Filter,
	type FilterCondition,
	FilterPeriod,
	type FilterValue,
	filterLimits,
	measureFilter,
} from './filter.ts';
export { type FilterField, type FilterType, filterFieldOf, filterFields, filterOperators } from './filter-fields.ts';
export {
	type AnyServerHalf,
	type AskInput,
	askServerHalf,
	type BatchInput,
	type CapabilitiesFor,
	type ConfigFor,
	checkServerHalves,
	type Handler,
	type Implementation,
	implement,
	type NeedsServer,
	type Outcomes,
	type OutputNameOf,
	type ServerHalf,
	type ServerHalvesOf,
	type StepInput,
} from './implement.ts';
export { breakingChanges, type FieldManifest, manifestOf, type NodeManifest } from './manifest.ts';
export type { Duration, Listening, Op, OutputName, WaitRule } from './op.ts';
export type { GivenScalars, MessageOutcome, Outcome, ReasonCode } from './outcome.ts';
export {
	type EachSpec,
	each,
	type GivenBy,
	type GivenType,
	type GivenValues,
	type Gives,
	type OutputOf,
	type OutputSpec,
	type Outputs,
	output,
	outputs,
} from './outputs.ts';
export { type NodeLanguage, type NodeLocales, type NodeTexts, nodeLanguages, textKeysOf } from './texts.ts';
export { type Lifted, liftConfig, type Renames, renamed, type Upgrade, up } from './upgrade.ts';
