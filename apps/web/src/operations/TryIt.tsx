import { Button, PasswordInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { Operation } from '@volna/contract';
import { Card, CopyField, Notice } from '@volna/ui';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exampleBody } from '../integrations/curl-of.ts';
import { useExampleWords } from '../integrations/use-example-words.ts';
import css from './operations.module.css';

interface Answer {
	status: number;
	text: string;
}

/** Sends a call from this browser, with a key typed in, and shows what came back. The key goes nowhere else. */
export function TryIt({ operation }: { operation: Operation }) {
	const { t } = useTranslation('operations');
	const words = useExampleWords();
	const [endpoint, setEndpoint] = useState<string | null>(operation.endpoints[0]?.systemName ?? null);
	const [kind, setKind] = useState<'sync' | 'async'>('sync');
	const [secret, setSecret] = useState('');
	const [transaction, setTransaction] = useState('');
	const [body, setBody] = useState(() => JSON.stringify(exampleBody(operation, words), null, 2));
	const [sending, setSending] = useState(false);
	const [answer, setAnswer] = useState<Answer | 'unreachable' | null>(null);
	const fault = bodyFault(body);
	const ready = endpoint !== null && fault === null && (secret !== '' || !operation.requiresKey);
	async function submit(event: FormEvent) {
		event.preventDefault();
		if (!ready) return;
		setSending(true);
		const query = new URLSearchParams({
			operation: operation.systemName,
			endpointId: endpoint!,
			transactionId: transaction.trim() || crypto.randomUUID(),
		});
		try {
			const response = await fetch(`/v3/operations/${kind}?${query}`, {
				method: 'POST',
				credentials: 'omit',
				headers: { 'content-type': 'application/json', ...(secret && { authorization: `SecretKey ${secret.trim()}` }) },
				body,
			});
			setAnswer({ status: response.status, text: pretty(await response.text()) });
		} catch {
			setAnswer('unreachable');
		} finally {
			setSending(false);
		}
	}
	return (
		<form onSubmit={(event) => void submit(event)} className={css.column}>
			<Notice tone={secret.startsWith('vk_test_') ? 'info' : 'warning'}>
				{t(secret.startsWith('vk_test_') ? 'tryTest' : 'tryReal')}
			</Notice>
			<div className={css.pair}>
				<Select
					label={t('endpoint')}
					allowDeselect={false}
					placeholder={t('noEndpoints')}
					disabled={operation.endpoints.length === 0}
					data={operation.endpoints.map((one) => ({ value: one.systemName, label: one.name }))}
					value={endpoint}
					onChange={setEndpoint}
				/>
				<PasswordInput
					label={t('key')}
					description={operation.requiresKey ? undefined : t('keyOptional')}
					autoComplete="off"
					visibilityToggleButtonProps={{ 'aria-label': t('showKey') }}
					value={secret}
					onChange={(event) => setSecret(event.currentTarget.value)}
				/>
			</div>
			<div className={css.pair}>
				<TextInput
					label={t('integrations:column.transaction')}
					placeholder={t('transactionMade')}
					maxLength={100}
					value={transaction}
					onChange={(event) => setTransaction(event.currentTarget.value)}
				/>
				<SegmentedControl
					aria-label={t('kind')}
					style={{ alignSelf: 'end' }}
					value={kind}
					onChange={(value) => setKind(value as 'sync' | 'async')}
					data={['sync', 'async']}
				/>
			</div>
			<Textarea
				label={t('body')}
				autosize
				minRows={8}
				maxRows={24}
				spellCheck={false}
				classNames={{ input: css.code }}
				error={fault === null ? null : t(`bodyFault.${fault}`)}
				value={body}
				onChange={(event) => setBody(event.currentTarget.value)}
			/>
			<div className={css.foot}>
				<Button type="submit" disabled={!ready} loading={sending} leftSection={<IconSend size={16} stroke={1.75} />}>
					{t('send')}
				</Button>
			</div>
			<div aria-live="polite">
				{answer === 'unreachable' ? <Notice tone="danger">{t('errors:unreachable')}</Notice> : null}
				{answer !== null && answer !== 'unreachable' ? (
					<Card title={t('answerWith', { status: answer.status })}>
						<CopyField block value={answer.text} copyLabel={t('common:copy')} copiedLabel={t('common:copied')} />
					</Card>
				) : null}
			</div>
		</form>
	);
}

function bodyFault(text: string): 'json' | 'object' | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'object';
	} catch {
		return 'json';
	}
}

function pretty(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}
