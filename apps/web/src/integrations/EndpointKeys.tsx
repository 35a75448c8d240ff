import { Button, Modal, SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconKey, IconPlus, IconTestPipe } from '@tabler/icons-react';
import { type Operation, routes } from '@volna/contract';
import { Card, type Column, CopyField, DataTable, EmptyState, Notice, StatePill } from '@volna/ui';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { When } from '../format/When.tsx';
import { useChange } from '../reading/use-change.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import { curlOf } from './curl-of.ts';
import css from './EndpointKeys.module.css';
import { useExampleWords } from './use-example-words.ts';

type Endpoint = Operation['endpoints'][number];
type Key = Endpoint['keys'][number];

/** The keys of an endpoint: made here, shown once, revoked at once. */
export function EndpointKeys(props: { operation?: Operation; endpoint: Endpoint; aside?: ReactNode }) {
	const { operation, endpoint } = props;
	const { t } = useTranslation('integrations');
	const may = useRight('integrate');
	const columns = useKeyColumns(may);
	return (
		<Card
			title={
				<>
					{t('endpoint', { name: endpoint.name })} <code className={css.system}>{endpoint.systemName}</code>
				</>
			}
			aside={
				<span className={css.aside}>
					{props.aside}
					<CreateKey operation={operation} endpoint={endpoint} may={may} />
				</span>
			}
		>
			<DataTable
				label={t('keysOf', { name: endpoint.name })}
				dense
				columns={columns}
				rows={endpoint.keys}
				rowKey={(key) => key.id}
				minWidth={640}
				empty={<EmptyState icon={IconKey} text={t('noKeys')} />}
			/>
		</Card>
	);
}

function useKeyColumns(may: boolean): Column<Key>[] {
	const { t } = useTranslation('integrations');
	const revoke = useChange(routes.revokeKey, { stale: ['listOperations', 'listEndpoints'] });
	const ask = (key: Key) =>
		modals.openConfirmModal({
			title: t('revokeTitle', { name: key.name }),
			children: t('revokeText'),
			labels: { confirm: t('revoke'), cancel: t('common:cancel') },
			confirmProps: { color: 'red', variant: 'light' },
			onConfirm: () => revoke.mutate({ params: { key: key.id } }),
		});
	return [
		{ key: 'name', head: t('column.keyName'), cell: (key) => <b>{key.name}</b> },
		{ key: 'hint', head: t('column.keyHint'), width: '140px', cell: (key) => <code>{key.hint}</code> },
		{
			key: 'mode',
			head: t('column.mode'),
			width: '120px',
			cell: (key) =>
				key.mode === 'test' ? (
					<StatePill tone="warning" icon={IconTestPipe} label={t('mode.test')} />
				) : (
					<StatePill tone="neutral" icon={IconKey} label={t('mode.live')} />
				),
		},
		{ key: 'created', head: t('column.created'), width: '120px', cell: (key) => <When at={key.createdAt} /> },
		{
			key: 'used',
			head: t('column.used'),
			width: '140px',
			cell: (key) => <When at={key.lastUsedAt} none={t('neverUsed')} />,
		},
		{
			key: 'revoke',
			head: <VisuallyHidden>{t('revoke')}</VisuallyHidden>,
			width: '110px',
			align: 'right',
			cell: (key) => (
				<WithReason reason={may ? null : t('common:noRight.integrate')}>
					<Button size="xs" variant="subtle" color="red" disabled={!may} onClick={() => ask(key)}>
						{t('revoke')}
					</Button>
				</WithReason>
			),
		},
	];
}

function CreateKey({
	operation,
	endpoint,
	may,
}: {
	operation?: Operation | undefined;
	endpoint: Endpoint;
	may: boolean;
}) {
	const { t } = useTranslation('integrations');
	const [opened, dialog] = useDisclosure(false);
	const [name, setName] = useState('');
	const [mode, setMode] = useState<'live' | 'test'>('live');
	const words = useExampleWords();
	const create = useChange(routes.createKey, { stale: ['listOperations', 'listEndpoints'] });
	const secret = create.data?.secret;
	function close() {
		dialog.close();
		create.reset();
		setName('');
		setMode('live');
	}
	function submit(event: FormEvent) {
		event.preventDefault();
		create.mutate({ params: { endpoint: endpoint.id }, body: { name: name.trim() || t('newKeyName'), mode } });
	}
	return (
		<>
			<WithReason reason={may ? null : t('common:noRight.integrate')}>
				<Button size="xs" variant="default" disabled={!may} leftSection={<IconPlus size={14} />} onClick={dialog.open}>
					{t('createKey')}
				</Button>
			</WithReason>
			<Modal
				opened={opened}
				onClose={close}
				size={secret ? 640 : 440}
				closeOnClickOutside={!secret}
				title={secret ? t('keyMade') : t('createKey')}
				closeButtonProps={{ 'aria-label': t('common:close') }}
			>
				{secret ? (
					<div className={css.made}>
						<Notice tone="warning">{t('shownOnce')}</Notice>
						<CopyField
							label={t('secret')}
							value={secret}
							copyLabel={t('common:copy')}
							copiedLabel={t('common:copied')}
						/>
						{operation ? (
							<CopyField
								block
								maxHeight={220}
								label={t('tryIt')}
								value={curlOf(operation, endpoint.systemName, window.location.origin, words, secret)}
								copyLabel={t('common:copy')}
								copiedLabel={t('common:copied')}
							/>
						) : null}
						<div className={css.foot}>
							<Button onClick={close}>{t('keyTaken')}</Button>
						</div>
					</div>
				) : (
					<form onSubmit={submit} className={css.made}>
						<TextInput
							label={t('column.keyName')}
							description={t('keyNameHint')}
							placeholder={t('newKeyName')}
							maxLength={100}
							data-autofocus
							value={name}
							onChange={(event) => setName(event.currentTarget.value)}
						/>
						<div>
							<SegmentedControl
								fullWidth
								aria-label={t('column.mode')}
								value={mode}
								onChange={(value) => setMode(value as 'live' | 'test')}
								data={(['live', 'test'] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
							/>
							<p className={css.hint}>{t(`modeHint.${mode}`)}</p>
						</div>
						<div className={css.foot}>
							<Button variant="default" onClick={close}>
								{t('common:cancel')}
							</Button>
							<Button type="submit" loading={create.isPending}>
								{t('createKeySubmit')}
							</Button>
						</div>
					</form>
				)}
			</Modal>
		</>
	);
}
