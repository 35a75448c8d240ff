const flow = 'flw_0192f000-0000-7000-8000-000000000002';
const operation = 'opr_0192f000-0000-7000-8000-000000000001';

/** Every screen by its address, as the fixtures answer it. */
export const screenPaths = {
	'sign-in': '/sign-in',
	setup: '/setup/token',
	home: '/',
	flows: '/flows',
	runs: `/flows/${flow}/runs`,
	refusals: `/flows/${flow}/runs?tab=refusals`,
	versions: `/flows/${flow}/versions`,
	run: '/runs/run_0192f000-0000-7000-8000-000000000000',
	messages: '/messages',
	message: '/messages?message=msg_0192f000-0000-7000-8000-000000000000',
	'message-why': '/messages?message=msg_0192f000-0000-7000-8000-000000000003',
	customers: '/customers',
	'customers-part': '/customers?selection=sel_0192f000-0000-7000-8000-000000000001',
	customer: '/customers/100010',
	segmentations: '/data/segmentations',
	segmentation: '/data/segmentations/0192f000-0000-7000-8000-000000000020',
	'segmentation-filter': '/data/segmentations/0192f000-0000-7000-8000-000000000030',
	'segmentation-draft': '/data/segmentations/0192f000-0000-7000-8000-000000000040',
	'segmentation-new': '/data/segmentations/new?kind=filter',
	operations: '/integrations/operations',
	operation: `/integrations/operations?operation=${operation}`,
	examples: `/integrations/operations?operation=${operation}&tab=examples`,
	calls: `/integrations/operations?operation=${operation}&tab=calls`,
	sigma: '/integrations/sigma',
	canvas: `/flows/${flow}`,
} as const;
