import { Select, TextInput } from '@mantine/core';
import { routes } from '@volna/contract';
import type { EntryRule } from '@volna/flow';
import { useEffect, useState } from 'react';
import { useChange } from '../../reading/use-change.ts';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import { IssueNotes } from './IssueNotes.tsx';
import styles from './inspector.module.css';

/** Nothing is selected: the flow's own settings. */
export function FlowSettings() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { flow, mayEdit } = useFacts();
	const settings = useDraft((state) => state.draft.document.settings);
	const count = useDraft((state) => state.draft.document.nodes.length);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const [name, setName] = useState(flow.name);
	useEffect(() => setName(flow.name), [flow.name]);
	const rename = useChange(routes.renameFlow, { stale: ['readFlow', 'listFlows'] });
	const isLocked = !mayEdit || isNumbers;
	const setEntry = (entry: EntryRule) =>
		canvas.draft.getState().edit({
			label: { key: 'edit.settings' },
			operation: { op: 'settings.set', settings: { ...settings, entry } },
		});
	return (
		<>
			<header className={styles.head}>
				<div className={styles.title}>
					<b>{texts.t('settings.title')}</b>
					<small>{texts.t('settings.nodes', { count })}</small>
				</div>
			</header>
			<div className={styles.scroll} data-form>
				<TextInput
					label={texts.t('settings.name')}
					value={name}
					disabled={isLocked}
					maxLength={200}
					onChange={(event) => setName(event.currentTarget.value)}
					onBlur={() => {
						if (name.trim() !== '' && name !== flow.name)
							rename.mutate({ params: { flow: flow.id }, body: { name: name.trim() } });
						else setName(flow.name);
					}}
					onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
				/>
				<Select
					label={texts.t('settings.rule')}
					description={texts.t(`settings.rule-help.${settings.entry.rule}`)}
					inputWrapperOrder={['label', 'input', 'description']}
					data={(['one_at_a_time', 'every_time'] as const).map((value) => ({
						value,
						label: texts.t(`settings.rule-name.${value}`),
					}))}
					value={settings.entry.rule}
					disabled={isLocked}
					allowDeselect={false}
					onChange={(value) => setEntry({ ...settings.entry, rule: (value ?? 'one_at_a_time') as EntryRule['rule'] })}
				/>
				<Select
					label={texts.t('settings.key')}
					description={texts.t(`settings.key-help.${settings.entry.key}`)}
					inputWrapperOrder={['label', 'input', 'description']}
					data={(['customer', 'order'] as const).map((value) => ({
						value,
						label: texts.t(`settings.key-name.${value}`),
					}))}
					value={settings.entry.key}
					disabled={isLocked}
					allowDeselect={false}
					onChange={(value) => setEntry({ ...settings.entry, key: (value ?? 'customer') as EntryRule['key'] })}
				/>
				<dl className={styles.facts}>
					<dt>{texts.t('settings.campaign')}</dt>
					<dd>{flow.campaign.name}</dd>
					<dt>{texts.t('settings.system-name')}</dt>
					<dd>
						<code>{flow.systemName}</code>
					</dd>
					{flow.activeVersion && (
						<>
							<dt>{texts.t('settings.published')}</dt>
							<dd>
								v{flow.activeVersion.number} · {texts.moment(flow.activeVersion.publishedAt)}
								{flow.activeVersion.author && ` · ${flow.activeVersion.author}`}
							</dd>
						</>
					)}
				</dl>
				<IssueNotes of={(issue) => issue.at.node === undefined && issue.at.edge === undefined} />
			</div>
		</>
	);
}
