export { type CheckOptions, checkTemplate } from './check-template.ts';
export { type Completion, type CompletionOption, completeAt, signatureText } from './complete-at.ts';
export { countParts, type ExpensiveCharacter, type PartCount } from './count-parts.ts';
export {
	type ArgumentSignature,
	type FunctionName,
	type FunctionSignature,
	functionNames,
	functionSignatures,
} from './function-signatures.ts';
export {
	type CatalogueField,
	type CatalogueScope,
	canonicalPath,
	type Parameter,
	type ParameterCatalogue,
	type ParameterKey,
	parameterCatalogue,
	parameterKeys,
} from './parameter-catalogue.ts';
export { maxNesting, maxSourceLength, type ParseResult, parseTemplate } from './parse-template.ts';
export type { CheckProblem, CheckProblemCode, ParseProblem, ParseProblemCode, ProblemValues } from './problem.ts';
export { type RenderDetail, renderDetails } from './render-failure.ts';
export { maxRenderedLength, type RenderContext, type RenderResult, renderTemplate } from './render-template.ts';
export type { Expression, Range, Template, TemplateNode } from './template.ts';
export { type TemplateValue, type TemplateValues, templateValue, type ValueType } from './template-value.ts';
