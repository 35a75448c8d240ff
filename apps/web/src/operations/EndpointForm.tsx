import { Button, Checkbox, Modal, TagsInput, TextInput } from '@mantine/core';
import { type Endpoint, routes, transliterate } from '@volna/contract';
import { CopyField, Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import css from './operations.module.css';
import { originOf } from './origin-of.ts';

/** Makes an endpoint and shows its first key once, or changes one. */
export function EndpointForm({ endpoint, onClose }: { endpoint: Endpoint | null; onClose: () => void }) {
	const { t } = useTranslation('operations');
	const [name, setName] = useState(endpoint?.name ?? '');
	const [systemName, setSystemName] = useState(endpoint?.systemName ?? '');
	const [origins, setOrigins] = useState<string[]>(endpoint?.origins ?? []);
	const [isApp, setIsApp] = useState(endpoint?.isApp ?? false);
	const stale = ['listEndpoints', 'listOperations'] as const;
	const create = useChange(routes.createEndpoint, { stale });
	const update = useChange(routes.updateEndpoint, { stale, done: onClose });
	const wrong = systemName !== '' && !/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(systemName);
	const strange = origins.find((origin) => originOf(origin) === null);
	const ready = name.trim() !== '' && !wrong && strange === undefined;
	const secret = create.data?.secret;
	function submit(event: FormEvent) {
		event.preventDefault();
		if (!ready) return;
		const body = { name: name.trim(), origins: origins.map((origin) => originOf(origin)!), isApp };
		if (endpoint) {
			update.mutate({
				params: { endpoint: endpoint.id },
				body: { ...body, systemName: systemName || endpoint.systemName },
				revision: endpoint.revision,
			});
		} else create.mutate({ body: { ...body, systemName: systemName || undefined, keyName: t('firstKey') } });
	}
	if (secret) {
		return (
			<Modal
				opened
				onClose={onClose}
				size={640}
				closeOnClickOutside={false}
				title={t('endpointMade')}
				closeButtonProps={{ 'aria-label': t('common:close') }}
			>
				<div className={css.form}>
					<Notice tone="warning">{t('integrations:shownOnce')}</Notice>
					<CopyField
						label={t('integrations:secret')}
						value={secret}
						copyLabel={t('common:copy')}
						copiedLabel={t('common:copied')}
					/>
					<div className={css.foot}>
						<Button onClick={onClose}>{t('integrations:keyTaken')}</Button>
					</div>
				</div>
			</Modal>
		);
	}
	return (
		<Modal
			opened
			onClose={onClose}
			size={560}
			title={endpoint ? t('editEndpoint') : t('newEndpoint')}
			closeButtonProps={{ 'aria-label': t('common:close') }}
		>
			<form onSubmit={submit} className={css.form}>
				<TextInput
					label={t('name')}
					description={t('endpointNameHint')}
					maxLength={200}
					data-autofocus
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
				/>
				<TextInput
					label={t('systemName')}
					description={endpoint ? t('systemNameCalled') : t('systemNameHint')}
					placeholder={transliterate(name)}
					maxLength={100}
					error={wrong ? t('systemNameWrong') : null}
					value={systemName}
					onChange={(event) => setSystemName(event.currentTarget.value.trim())}
				/>
				<TagsInput
					label={t('origins')}
					description={t('originsHint')}
					placeholder={origins.length === 0 ? t('originsExample') : undefined}
					error={strange === undefined ? null : t('originWrong', { origin: strange })}
					value={origins}
					onChange={setOrigins}
				/>
				<Checkbox
					label={t('isApp')}
					description={t('isAppHint')}
					checked={isApp}
					onChange={(event) => setIsApp(event.currentTarget.checked)}
				/>
				<div className={css.foot}>
					<Button variant="default" onClick={onClose}>
						{t('common:cancel')}
					</Button>
					<Button type="submit" disabled={!ready} loading={create.isPending || update.isPending}>
						{endpoint ? t('save') : t('create')}
					</Button>
				</div>
			</form>
		</Modal>
	);
}
