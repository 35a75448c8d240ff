export { explainFilter, explainShortly, type FilterSpeech } from './explain-filter.ts';
export { FilterChipsLine } from './FilterChipsLine.tsx';
export { FilterDrawer, type FilterDrawerProps, type FilterSubject } from './FilterDrawer.tsx';
export { FilterField } from './FilterField.tsx';
export { isBlank, isComplete } from './filter-query.ts';
export { type FilterSpeaking, speechOf, useFilterSpeech } from './use-filter-speech.ts';
