import { Button, Select } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { routes } from '@volna/contract';
import type { AnyDefinition, Json, Ref } from '@volna/node-sdk';
import { CopyField } from '@volna/ui';
import { useState } from 'react';
import { useChange } from '../../reading/use-change.ts';
import { useRead } from '../../reading/use-read.ts';
import { AppLink } from '../AppLink.tsx';
import { useFacts } from '../canvas-context.ts';
import { useTexts } from '../model/texts.ts';
import { curlOf } from './curl-of.ts';
import styles from './trigger.module.css';

/** How the chosen action comes in: the operations that issue it, a key, and a call ready to run. */
export function TriggerKeys({
	definition,
	config,
}: {
	definition: AnyDefinition;
	config: Readonly<Record<string, Json>>;
}) {
	const entry = Object.entries(definition.config).find(([, field]) => field.options.entity === 'action-template');
	const value = entry ? config[entry[0]] : undefined;
	const templates = (Array.isArray(value) ? value : value === undefined ? [] : [value]) as unknown as readonly Ref[];
	return templates.map((template) => <TemplateOperations key={template.id} template={template} />);
}

function TemplateOperations({ template }: { template: Ref }) {
	const texts = useTexts();
	const { mayIntegrate } = useFacts();
	const operations = useRead(routes.listOperations, { query: { template: template.id } });
	const [chosen, setChosen] = useState<string | null>(null);
	const [made, setMade] = useState<{ readonly endpoint: string; readonly secret: string } | null>(null);
	const places = (operations.data?.items ?? []).flatMap((operation) =>
		operation.endpoints.map((endpoint) => ({ operation, endpoint, value: `${operation.id} ${endpoint.id}` })),
	);
	const place = places.find((one) => one.value === chosen) ?? places[0];
	const createKey = useChange(routes.createKey, {
		stale: ['listOperations'],
		done: ({ secret }) => place && setMade({ endpoint: place.endpoint.id, secret }),
	});
	if (operations.isPending) return null;
	const keys = place?.endpoint.keys ?? [];
	const secret = made && place && made.endpoint === place.endpoint.id ? made.secret : null;
	const command =
		place &&
		curlOf({
			origin: globalThis.location.origin,
			operation: place.operation.systemName,
			endpoint: place.endpoint.systemName,
			secret: secret ?? texts.t('trigger.your-key'),
		});
	return (
		<section className={styles.panel}>
			<h2>{texts.t('trigger.title', { name: template.name })}</h2>
			{places.length === 0 && (
				<p>
					{texts.t('trigger.no-operations')}{' '}
					<AppLink href="/integrations/operations">{texts.t('trigger.to-operations')}</AppLink>
				</p>
			)}
			{place && (
				<>
					{places.length > 1 ? (
						<Select
							aria-label={texts.t('trigger.operation')}
							data={places.map((one) => ({
								value: one.value,
								label: `${one.operation.systemName} · ${one.endpoint.name}`,
							}))}
							value={place.value}
							allowDeselect={false}
							onChange={setChosen}
						/>
					) : (
						<dl>
							<dt>{texts.t('trigger.operation')}</dt>
							<dd>
								<AppLink href={`/integrations/operations?operation=${place.operation.id}`}>
									{place.operation.systemName}
								</AppLink>
							</dd>
							<dt>{texts.t('trigger.endpoint')}</dt>
							<dd>{place.endpoint.name}</dd>
						</dl>
					)}
					<p className={styles.quiet}>
						{keys.length === 0
							? texts.t('trigger.no-keys')
							: texts.t('trigger.keys', {
									count: keys.length,
									names: texts.list(keys.map((key) => `${key.name} (…${key.hint})`)),
								})}
						{place.operation.calls24h > 0 && ` ${texts.t('trigger.calls', { count: place.operation.calls24h })}`}
					</p>
					{secret === null ? (
						<Button
							variant="default"
							size="xs"
							leftSection={<IconKey size={14} stroke={1.75} />}
							loading={createKey.isPending}
							disabled={!mayIntegrate}
							title={mayIntegrate ? undefined : texts.t('trigger.no-right')}
							onClick={() =>
								createKey.mutate({
									params: { endpoint: place.endpoint.id },
									body: { name: texts.t('trigger.key-name', { number: keys.length + 1 }), mode: 'live' },
								})
							}
						>
							{texts.t('trigger.make-key')}
						</Button>
					) : (
						<>
							<CopyField
								label={texts.t('trigger.key')}
								value={secret}
								copyLabel={texts.t('copy')}
								copiedLabel={texts.t('copied')}
							/>
							<p className={styles.once}>{texts.t('trigger.once')}</p>
						</>
					)}
					<CopyField
						block
						label={texts.t('trigger.call')}
						value={command ?? ''}
						copyLabel={texts.t('copy')}
						copiedLabel={texts.t('copied')}
					/>
				</>
			)}
		</section>
	);
}
