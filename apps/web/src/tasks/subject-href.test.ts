import { expect, it } from 'vitest';
import { subjectHref } from './subject-href.ts';

const id = '0192f000-0000-7000-8000-000000000001';

it.each([
	[`import:${id}`, `/data/imports/imp_${id}`],
	[`segmentation:${id}`, `/data/segmentations/${id}`],
	['numbering:ranges', null],
	['constructor:x', null],
	[null, null],
])('%s is shown at %s', (subject, href) => {
	expect(subjectHref(subject)).toBe(href);
});
