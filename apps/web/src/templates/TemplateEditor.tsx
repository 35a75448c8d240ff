import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArchive, IconArchiveOff, IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import {
	type ActionTemplate,
	type ActionTemplateSummary,
	ApiError,
	type Category,
	type RouteId,
	routes,
} from '@volna/contract';
import { Notice, PageHeader, StatePill } from '@volna/ui';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import { useClient } from '../session/client-context.tsx';
import { useRight } from '../session/use-right.ts';
import { ScreenBody } from '../shell/Screen.tsx';
import { WithReason } from '../shell/WithReason.tsx';
import { InUseDialog } from './InUseDialog.tsx';
import { refusedUses } from './refused-uses.ts';
import { TemplateFacts } from './TemplateFacts.tsx';
import { TemplateForm } from './TemplateForm.tsx';
import {
	type TemplateForm as Form,
	faultsOfTemplate,
	hasFaults,
	templateBodyOf,
	templateFormOf,
} from './template-form.ts';
import css from './templates.module.css';

const stale: readonly RouteId[] = [
	'listActionTemplates',
	'listTemplateUses',
	'listRefs',
	'readSnapshot',
	'readFilterWords',
	'listCampaigns',
];

/** The form of an action template with what uses it: saved over the revision that was read, archived, put back. */
export function TemplateEditor(props: {
	template: ActionTemplate | null;
	categories: readonly Category[];
	/** Where a new one lies at first. */
	campaign: string | null;
	knownTags: readonly string[];
	counts: ActionTemplateSummary | null;
}) {
	const { t } = useTranslation('templates');
	const router = useRouter();
	const client = useClient();
	const queries = useQueryClient();
	const errorText = useErrorText();
	const may = useRight('edit');
	const { template, categories } = props;
	const [base, setBase] = useState(template);
	const [form, setForm] = useState<Form>(() => templateFormOf(template, props.campaign));
	const [tried, setTried] = useState(false);
	const [saving, setSaving] = useState(false);
	const [refused, setRefused] = useState<Error | null>(null);
	const system = template !== null && template.kind !== 'standard';
	const readOnly = !may || system || template?.archived === true;
	const dirty =
		JSON.stringify(templateBodyOf(form)) !== JSON.stringify(templateBodyOf(templateFormOf(base, props.campaign)));
	const faults = faultsOfTemplate(form, categories);
	const changedElsewhere = template !== null && base !== null && template.revision > base.revision;

	// Saved by somebody else while nothing was changed here.
	if (changedElsewhere && !dirty) {
		setBase(template);
		setForm(templateFormOf(template, props.campaign));
	}

	const remove = useChange(routes.removeActionTemplate, {
		stale,
		quiet: true,
		done: ({ outcome }) => {
			notifications.show({ message: t(`outcome.${outcome}`, { name: template?.name }) });
			if (outcome === 'deleted') void router.navigate({ to: '/integrations/action-templates' });
			else void queries.invalidateQueries({ queryKey: ['readActionTemplate'] });
		},
	});
	const restore = useChange(routes.restoreActionTemplate, { stale: [...stale, 'readActionTemplate'] });

	async function save(): Promise<void> {
		setTried(true);
		setRefused(null);
		if (hasFaults(faults)) return;
		setSaving(true);
		try {
			const body = templateBodyOf(form);
			const id =
				base === null
					? (await client(routes.createActionTemplate, { body })).id
					: await client(routes.updateActionTemplate, {
							params: { template: base.id },
							revision: base.revision,
							body,
						}).then(() => base.id);
			const fresh = await client(routes.readActionTemplate, { params: { template: id } });
			queries.setQueryData([routes.readActionTemplate.id, { params: { template: id } }], fresh);
			for (const one of stale) void queries.invalidateQueries({ queryKey: [one] });
			setBase(fresh);
			setForm(templateFormOf(fresh, null));
			setTried(false);
			notifications.show({ message: t('saved', { name: fresh.name }) });
			if (base === null)
				void router.navigate({
					to: '/integrations/action-templates/$template',
					params: { template: id },
					search: {},
					replace: true,
				});
		} catch (error) {
			setRefused(error as Error);
			if (error instanceof ApiError && error.body.code === 'thing-changed')
				void queries.invalidateQueries({ queryKey: ['readActionTemplate'] });
		} finally {
			setSaving(false);
		}
	}

	function onKey(event: KeyboardEvent) {
		if (!(event.ctrlKey || event.metaKey) || event.code !== 'KeyS') return;
		event.preventDefault();
		if (dirty && !readOnly) void save();
	}

	const nameRefused = refused instanceof ApiError && refused.body.at === '/systemName' ? errorText(refused) : null;
	const plainRefusal = refused && !nameRefused && refusedUses(refused) === null ? errorText(refused) : null;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the keys of the fields inside
		<div onKeyDown={onKey}>
			<PageHeader
				title={template?.name ?? t('new')}
				pill={
					template?.archived ? (
						<StatePill tone="neutral" icon={IconArchive} label={t('archived')} />
					) : system ? (
						<StatePill tone="info" label={t('kind.system')} />
					) : undefined
				}
				actions={
					<>
						{template !== null && !system ? (
							<Menu position="bottom-end" width={230} disabled={!may}>
								<Menu.Target>
									<ActionIcon variant="default" size={32} disabled={!may} aria-label={t('menu')}>
										<IconDots size={18} stroke={1.75} />
									</ActionIcon>
								</Menu.Target>
								<Menu.Dropdown>
									{template.archived ? (
										<Menu.Item
											leftSection={<IconArchiveOff size={16} stroke={1.75} />}
											onClick={() => restore.mutate({ params: { template: template.id } })}
										>
											{t('restore')}
										</Menu.Item>
									) : (
										<Menu.Item
											color="red"
											leftSection={<IconArchive size={16} stroke={1.75} />}
											onClick={() => remove.mutate({ params: { template: template.id } })}
										>
											{t(template.issued ? 'archive' : 'delete')}
										</Menu.Item>
									)}
								</Menu.Dropdown>
							</Menu>
						) : null}
						<WithReason reason={reasonNotToSave()}>
							<Button disabled={readOnly || !dirty} loading={saving} onClick={() => void save()}>
								{t('common:save')}
							</Button>
						</WithReason>
					</>
				}
			/>
			<ScreenBody>
				<div className={css.columns}>
					<div className={css.column}>
						{system ? <Notice tone="info">{t(`kindMeans.${template.kind}`)}</Notice> : null}
						{template?.archived ? <Notice tone="info">{t('archivedBand')}</Notice> : null}
						{changedElsewhere && dirty ? (
							<Notice
								tone="warning"
								action={
									<Button
										size="xs"
										variant="default"
										onClick={() => {
											setBase(template);
											setForm(templateFormOf(template, null));
											setRefused(null);
										}}
									>
										{t('showTheirs')}
									</Button>
								}
							>
								{t('changedElsewhere')}
							</Notice>
						) : null}
						{plainRefusal ? <Notice tone="danger">{plainRefusal}</Notice> : null}
						{tried && hasFaults(faults) ? <Notice tone="danger">{t('fault.some')}</Notice> : null}
						<TemplateForm
							form={form}
							onChange={(change) => setForm((was) => ({ ...was, ...change }))}
							template={template}
							categories={categories}
							knownTags={props.knownTags}
							readOnly={readOnly}
							faults={tried ? faults : undefined}
							systemNameError={nameRefused}
						/>
					</div>
					<TemplateFacts template={template} counts={props.counts} />
				</div>
			</ScreenBody>
			<InUseDialog error={refused} onClose={() => setRefused(null)} />
			<InUseDialog error={remove.error} onClose={() => remove.reset()} />
		</div>
	);

	function reasonNotToSave(): string | null {
		if (!may) return t('common:noRight.edit');
		if (system) return t('kindSystem');
		if (template?.archived) return t('archivedBand');
		return dirty ? null : t('nothingToSave');
	}
}
