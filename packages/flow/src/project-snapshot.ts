import type { FieldOptions, GivenType } from '@volna/node-sdk';

/** Something a field may refer to. */
export interface ProjectEntity {
	readonly id: string;
	readonly systemName: string;
	readonly name: string;
	readonly archived?: boolean;
	/** false: belongs to a campaign out of this flow's scope. */
	readonly inScope?: boolean;
}

export type CustomFieldType = GivenType | 'date' | 'enum' | 'unique-id';

export interface ProjectField {
	/** System name, as templates write it after `CustomFields.`. */
	readonly name: string;
	readonly type: CustomFieldType;
	readonly title?: string;
}

export interface ProjectActionTemplate extends ProjectEntity {
	readonly usage?: readonly NonNullable<FieldOptions['usage']>[];
	/** All its operations are keyless, so its actions are untrusted. */
	readonly keylessOnly?: boolean;
	/** How often its actions carry an order; left out: not known here. */
	readonly order?: 'always' | 'sometimes' | 'never';
	/** Its custom fields; left out: not known here. */
	readonly fields?: readonly ProjectField[];
}

export interface ProjectSender {
	readonly id: string;
	/** The registered name. */
	readonly name: string;
	/** usable · partly (pending or refused at some operator) · refused everywhere */
	readonly state: 'usable' | 'partly' | 'refused';
}

/**
 * What references need to be checked, as of one moment. A list that is left out is not known here, and nothing is
 * reported against it: a browser checks with what it has, publishing with all of it.
 */
export interface ProjectSnapshot {
	readonly flowId: string | null;
	readonly actionTemplates?: readonly ProjectActionTemplate[];
	readonly segmentations?: readonly (ProjectEntity & { readonly draft?: boolean })[];
	readonly segments?: readonly (ProjectEntity & { readonly segmentationId: string })[];
	readonly senders?: readonly ProjectSender[];
	readonly topics?: readonly ProjectEntity[];
	readonly customerFields?: readonly ProjectField[];
	/** Whether texts of the marketing profile can carry `Links.Unsubscribe`. */
	readonly unsubscribeLinks?: boolean;
	/** Live workers and the `type@version` pairs they can run; only when publishing. */
	readonly workers?: readonly { readonly name: string; readonly types: readonly string[] }[];
}

/** A project of which nothing is known. */
export const unknownProject: ProjectSnapshot = { flowId: null };
