import { Button, Checkbox, Modal, MultiSelect, Select, TextInput } from '@mantine/core';
import { type Operation, routes, transliterate } from '@volna/contract';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import css from './operations.module.css';

const rights = ['find', 'find_or_create', 'create_or_edit'] as const;

interface Draft {
	name: string;
	systemName: string;
	campaign: string | null;
	template: string | null;
	customerRight: Operation['customerRight'];
	requiresKey: boolean;
	strict: boolean;
	requiresConsent: boolean;
	endpoints: string[];
}

/** Makes an operation, or changes one; `made` is told the id of a new one. */
export function OperationForm(props: {
	operation: Operation | null;
	onClose: () => void;
	made?: (operation: string) => void;
}) {
	const { operation, onClose } = props;
	const { t } = useTranslation('operations');
	const [draft, setDraft] = useState<Draft>(() => draftOf(operation));
	const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
	const campaigns = useRead(routes.listCampaigns, {});
	const endpoints = useRead(routes.listEndpoints, {});
	const campaign = draft.campaign ?? campaigns.data?.items.find((one) => !one.archived)?.id ?? null;
	const templates = useRead(
		routes.listRefs,
		{
			params: { entity: 'action-template' },
			query: { use: draft.requiresKey ? 'operation' : 'tracker', campaign: campaign ?? undefined },
		},
		{ enabled: campaign !== null },
	);
	const stale = ['listOperations', 'listEndpoints'] as const;
	const create = useChange(routes.createOperation, {
		stale,
		done: ({ id }) => {
			onClose();
			props.made?.(id);
		},
	});
	const update = useChange(routes.updateOperation, { stale, done: onClose });
	const systemName = draft.systemName || transliterate(draft.name);
	const systemNameWrong = draft.systemName !== '' && !/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(draft.systemName);
	const ready = draft.name.trim() !== '' && campaign !== null && !systemNameWrong;
	const chosen = templates.data?.items.find((one) => one.id === draft.template);
	function submit(event: FormEvent) {
		event.preventDefault();
		if (!ready) return;
		const body = { ...draft, campaign: campaign!, name: draft.name.trim(), systemName };
		if (operation) update.mutate({ params: { operation: operation.id }, body, revision: operation.revision });
		else create.mutate({ body: { ...body, systemName: draft.systemName || undefined } });
	}
	return (
		<Modal
			opened
			onClose={onClose}
			size={640}
			title={operation ? t('editOperation') : t('newOperation')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<form onSubmit={submit} className={css.form}>
				<TextInput
					label={t('name')}
					description={t('nameHint')}
					maxLength={200}
					data-autofocus
					value={draft.name}
					onChange={(event) => set({ name: event.currentTarget.value })}
				/>
				<div className={css.pair}>
					<TextInput
						label={t('systemName')}
						description={operation ? t('systemNameCalled') : t('systemNameHint')}
						placeholder={systemName}
						maxLength={100}
						error={systemNameWrong ? t('systemNameWrong') : null}
						value={draft.systemName}
						onChange={(event) => set({ systemName: event.currentTarget.value.trim() })}
					/>
					<Select
						label={t('campaign')}
						description={t('campaignHint')}
						searchable
						allowDeselect={false}
						data={(campaigns.data?.items ?? [])
							.filter((one) => !one.archived || one.id === campaign)
							.map((one) => ({ value: one.id, label: one.name }))}
						value={campaign}
						onChange={(value) => set({ campaign: value })}
					/>
				</div>
				<Select
					label={t('template')}
					description={t('templateHint')}
					placeholder={t('noTemplate')}
					searchable
					clearable
					clearButtonProps={{ 'aria-label': t('clear') }}
					nothingFoundMessage={t('nothingFound')}
					error={chosen?.problem && chosen.id !== operation?.template?.id ? t(`unfit.${chosen.problem}`) : null}
					data={(templates.data?.items ?? []).map((one) => ({
						value: one.id,
						label: one.problem ? t('unfitTemplate', { name: one.name, why: t(`unfit.${one.problem}`) }) : one.name,
						disabled: !one.usable,
					}))}
					value={draft.template}
					onChange={(value) => set({ template: value })}
				/>
				<MultiSelect
					label={t('endpoints')}
					description={endpoints.data?.items.length === 0 ? t('noEndpointsYet') : t('endpointsHint')}
					searchable
					data={(endpoints.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
					value={draft.endpoints}
					onChange={(value) => set({ endpoints: value })}
				/>
				<Select
					label={t('right')}
					allowDeselect={false}
					data={rights.map((value) => ({ value, label: t(`integrations:right.${value}`) }))}
					value={draft.customerRight}
					onChange={(value) => set({ customerRight: value as Draft['customerRight'] })}
				/>
				<Checkbox
					label={t('requiresKey')}
					description={t('requiresKeyHint')}
					checked={draft.requiresKey}
					onChange={(event) => set({ requiresKey: event.currentTarget.checked })}
				/>
				<Checkbox
					label={t('strict')}
					description={t('strictHint')}
					checked={draft.strict}
					onChange={(event) => set({ strict: event.currentTarget.checked })}
				/>
				<Checkbox
					label={t('requiresConsent')}
					description={t('requiresConsentHint')}
					checked={draft.requiresConsent}
					onChange={(event) => set({ requiresConsent: event.currentTarget.checked })}
				/>
				<div className={css.foot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button type="submit" disabled={!ready} loading={create.isPending || update.isPending}>
						{operation ? t('save') : t('create')}
					</Button>
				</div>
			</form>
		</Modal>
	);
}

function draftOf(operation: Operation | null): Draft {
	return {
		name: operation?.name ?? '',
		systemName: operation?.systemName ?? '',
		campaign: operation?.campaign.id ?? null,
		template: operation?.template?.id ?? null,
		customerRight: operation?.customerRight ?? 'create_or_edit',
		requiresKey: operation?.requiresKey ?? true,
		strict: operation?.strict ?? false,
		requiresConsent: operation?.requiresConsent ?? false,
		endpoints: operation?.endpoints.map((one) => one.id) ?? [],
	};
}
