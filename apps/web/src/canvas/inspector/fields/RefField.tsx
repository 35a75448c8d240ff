import { MultiSelect, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type Ref as ContractRef, routes } from '@volna/contract';
import type { Json, Ref, RefEntity } from '@volna/node-sdk';
import { useContext, useId, useState } from 'react';
import { useRead } from '../../../reading/use-read.ts';
import { CanvasFactsContext } from '../../canvas-context.ts';
import { useTexts } from '../../model/texts.ts';
import { FieldLabel, useFieldName } from '../FieldLabel.tsx';
import type { FieldProps } from '../field-props.ts';

const listed = ['action-template', 'segmentation', 'segment', 'sender', 'campaign'] as const;

/** What a picker offers for an entity; `of` is the segmentation of segments. */
export function useRefs(
	entity: RefEntity,
	options: {
		of?: string;
		q?: string;
		use?: FieldProps['field']['options']['usage'];
		/** The campaign that must reach what is chosen. */
		campaign?: string;
		enabled?: boolean;
	} = {},
) {
	const known = (listed as readonly string[]).includes(entity);
	const query = {
		...(options.of !== undefined && { of: options.of }),
		...(options.q && { q: options.q }),
		...(options.use !== undefined && { use: options.use }),
		...(options.campaign !== undefined && { campaign: options.campaign }),
	};
	return useRead(
		routes.listRefs,
		{ params: { entity: entity as (typeof listed)[number] }, query },
		{ enabled: known && (options.enabled ?? true) },
	);
}

/** A reference to something of the project, one or several, found by name. */
export function RefField(props: FieldProps) {
	const { node, field, value, disabled, onChange, bare } = props;
	const texts = useTexts();
	const id = useId();
	const label = useFieldName(props);
	const [typed, setTyped] = useState('');
	const [q] = useDebouncedValue(typed, 200);
	const { entity, many, within, usage } = field.options;
	const campaign = useContext(CanvasFactsContext)?.flow.campaign.id;
	const owner = within === undefined ? undefined : (node.config[within] as Ref | undefined)?.id;
	const isAsked = within === undefined || owner !== undefined;
	const chosen = (many ? (value as readonly Ref[] | undefined) : value ? [value as unknown as Ref] : []) ?? [];
	const isName = chosen.some((one) => one.name === q);
	const refs = useRefs(entity!, { of: owner, q: isName ? '' : q, use: usage, campaign, enabled: isAsked });
	const items: readonly (ContractRef | Ref)[] = refs.data?.items ?? [];
	const data = [
		...items.map((one) => ({
			value: one.id,
			label: 'problem' in one && one.problem ? `${one.name} · ${texts.t(`form.unusable.${one.problem}`)}` : one.name,
			disabled: 'usable' in one && !one.usable && !chosen.some((mine) => mine.id === one.id),
		})),
		...chosen
			.filter((one) => !items.some((other) => other.id === one.id))
			.map((one) => ({ value: one.id, label: one.name, disabled: false })),
	];
	const refOf = (refId: string): Ref | undefined => {
		const found = [...items, ...chosen].find((one) => one.id === refId);
		return found && { id: found.id, systemName: found.systemName, name: found.name };
	};
	const shared = {
		id,
		'aria-label': bare ? label : undefined,
		data,
		disabled: disabled || !isAsked,
		searchable: true,
		onSearchChange: setTyped,
		placeholder: chosen.length > 0 ? undefined : texts.t(isAsked ? 'form.choose' : 'form.choose-owner-first'),
		nothingFoundMessage: refs.isFetching ? texts.t('form.loading') : texts.t('form.nothing-found'),
		error: refs.isError ? texts.t('form.list-failed') : undefined,
		comboboxProps: { width: 'target' as const, position: 'bottom-start' as const },
		filter: ({ options }: { options: any }) => options,
	};
	return (
		<>
			{!bare && <FieldLabel {...props} htmlFor={id} />}
			{many ? (
				<MultiSelect
					{...shared}
					value={chosen.map((one) => one.id)}
					styles={{ inputField: { minWidth: 24 } }}
					hidePickedOptions
					maxValues={typeof field.options.max === 'number' ? field.options.max : undefined}
					onChange={(ids) => {
						const next = ids.flatMap((one) => refOf(one) ?? []);
						onChange(next.length === 0 ? undefined : (next as unknown as Json));
					}}
				/>
			) : (
				<Select
					{...shared}
					value={chosen[0]?.id ?? null}
					allowDeselect={field.options.presence === 'optional'}
					clearable={field.options.presence === 'optional'}
					onChange={(next) => onChange(next === null ? undefined : (refOf(next) as unknown as Json))}
				/>
			)}
		</>
	);
}
