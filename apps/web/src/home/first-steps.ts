import type { Environment, FlowSummary } from '@volna/contract';

export interface FirstStep {
	readonly key: 'provider' | 'flow' | 'message';
	readonly done: boolean;
	readonly href: string | null;
	readonly external: boolean;
}

/** What is left to do before the first message leaves, in the order it is done. Undefined: not read, or not ours to see. */
export function firstSteps(known: {
	environment: Pick<Environment, 'kind' | 'held' | 'phonesUrl'>;
	flows: readonly Pick<FlowSummary, 'id' | 'version'>[] | undefined;
	handedOff: number | undefined;
}): FirstStep[] {
	const { environment, flows, handedOff } = known;
	const draft = flows?.find((flow) => flow.version === null);
	const phones = environment.kind === 'emulator' ? environment.phonesUrl : null;
	return [
		{
			key: 'provider',
			done: environment.kind !== 'none' && environment.held === null,
			href: '/integrations/sigma',
			external: false,
		},
		{
			key: 'flow',
			done: flows?.some((flow) => flow.version !== null) ?? false,
			href: draft ? `/flows/${draft.id}` : '/flows',
			external: false,
		},
		{
			key: 'message',
			done: (handedOff ?? 0) > 0,
			href: (handedOff ?? 0) > 0 && phones ? phones : '/integrations/operations',
			external: (handedOff ?? 0) > 0 && phones !== null,
		},
	];
}
