import type { FilePreview } from '@volna/contract';
import type { TFunction } from 'i18next';
import type { ImportKind } from './import-draft.ts';

interface Option {
	readonly value: string;
	readonly label: string;
}
export interface OptionGroup {
	readonly group: string;
	readonly items: Option[];
}

/** Columns that need a name which no list has. */
export const namedPrefixes = ['Id', 'ActionField'] as const;

/** What a column may be for files of a kind, in groups. A prefix and a colon, `Id:`, asks for a name. */
export function columnOptions(
	t: TFunction<'imports'>,
	kind: ImportKind,
	targets: FilePreview['targets'],
): OptionGroup[] {
	const plain = (values: readonly string[]): Option[] =>
		values.map((value) => ({ value, label: t(`target.${value}` as 'target.FirstName') }));
	const edits = kind === 'upsert' || kind === 'update';
	const groups: OptionGroup[] = [
		{
			group: t('group.identifiers'),
			items: [
				...plain(['MobilePhone', 'Email', 'VolnaId']),
				...targets.systems.map((name) => ({ value: `Id:${name}`, label: t('target.IdOf', { name }) })),
				{ value: 'Id:', label: t('target.NewId') },
			],
		},
	];
	if (edits) {
		groups.push(
			{
				group: t('group.customer'),
				items: plain([
					'LastName',
					'FirstName',
					'MiddleName',
					'Sex',
					'BirthDate',
					'Area',
					'TimeZone',
					'IsMobilePhoneConfirmed',
					'IsMobilePhoneInvalid',
				]),
			},
			{
				group: t('group.subscriptions'),
				items: [
					...plain(['IsSubscribedBySms', 'IsSubscribed']),
					...targets.topics.map(({ systemName, name }) => ({
						value: `IsSubscribedBySmsOn:${systemName}`,
						label: t('target.TopicOf', { name }),
					})),
					...plain(['ConsentSource', 'ConsentAt', 'ConsentEvidence']),
				],
			},
			{
				group: t('group.fields'),
				items: targets.fields.map(({ systemName, name }) => ({ value: `Custom:${systemName}`, label: name })),
			},
			{ group: t('group.actions'), items: plain(['LastUpdateActionTemplate']) },
		);
	}
	if (kind === 'membership') groups.push({ group: t('group.segments'), items: plain(['Segmentation', 'Segment']) });
	if (kind === 'actions') {
		groups.push({
			group: t('group.actions'),
			items: [...plain(['ActionTemplate', 'ActionAt']), { value: 'ActionField:', label: t('target.ActionField') }],
		});
	}
	return groups.filter((group) => group.items.length > 0);
}
