export { FilterChipsLine } from './FilterChipsLine.tsx';
export { FilterField } from './FilterField.tsx';
export { useFilterSpeech } from './use-filter-speech.ts';
