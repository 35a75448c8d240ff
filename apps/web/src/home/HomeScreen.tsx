import { Button } from '@mantine/core';
import { IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { Card, DataTable, Figure, FigureRow, PageHeader } from '@volna/ui';
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { useMessageColumns } from '../messages/MessagesScreen.tsx';
import { AsOf } from '../reading/AsOf.tsx';
import { useRead } from '../reading/use-read.ts';
import { useTableError } from '../reading/use-table-error.ts';
import { useRight } from '../session/use-right.ts';
import { useSession } from '../session/use-session.ts';
import { Go } from '../shell/Go.tsx';
import { Screen, ScreenBody } from '../shell/Screen.tsx';
import { type FirstStep, firstSteps } from './first-steps.ts';
import css from './HomeScreen.module.css';

/** The first steps until they are done, then what goes on. */
export function HomeScreen() {
	const { t } = useTranslation('home');
	const { environment } = useSession();
	const seesMessages = useRight('read-customers');
	const flows = useRead(routes.listFlows, { query: {} }, { pollMs: 5000 });
	const messages = useRead(routes.listMessages, { query: { limit: 10 } }, { enabled: seesMessages, pollMs: 5000 });
	const handedOff = useRead(
		routes.listMessages,
		{ query: { group: 'handed_off', limit: 1 } },
		{ enabled: seesMessages, pollMs: 5000 },
	);
	const steps = firstSteps({
		environment,
		flows: flows.data?.items,
		handedOff: seesMessages ? handedOff.data?.items.length : undefined,
	});
	const done = steps.every((step) => step.done);
	return (
		<Screen crumbs={[{ label: t('title') }]}>
			<PageHeader title={t('title')} meta={<AsOf at={flows.data?.asOf} />} />
			<ScreenBody>
				{flows.data && !done ? <FirstSteps steps={steps} /> : null}
				{flows.data && flows.data.items.length > 0 ? <Figures /> : null}
				{seesMessages && messages.data && messages.data.items.length > 0 ? <LastMessages /> : null}
				{flows.error ? <Failed error={flows.error} again={() => void flows.refetch()} /> : null}
			</ScreenBody>
		</Screen>
	);
}

function Failed({ error, again }: { error: Error; again: () => void }) {
	const { t } = useTranslation('home');
	const shown = useTableError(error, again);
	return <DataTable label={t('title')} columns={[]} rows={undefined} rowKey={() => ''} error={shown} empty={null} />;
}

function FirstSteps({ steps }: { steps: readonly FirstStep[] }) {
	const { t } = useTranslation('home');
	const next = steps.find((step) => !step.done);
	return (
		<Card
			title={t('firstSteps')}
			aside={t('stepsDone', { done: steps.filter((step) => step.done).length, all: steps.length })}
		>
			<ol className={css.steps}>
				{steps.map((step, index) => (
					<li key={step.key} className={clsx(css.step, step === next && css.next, step.done && css.done)}>
						<span className={css.mark}>
							{step.done ? <IconCheck size={16} stroke={2} aria-label={t('done')} /> : index + 1}
						</span>
						<div className={css.words}>
							<b>{t(`step.${step.key}.title`)}</b>
							<p>
								{t(`step.${step.key}.${step.done ? 'doneText' : 'text'}`, { defaultValue: t(`step.${step.key}.text`) })}
							</p>
						</div>
						<StepLink step={step} primary={step === next} />
					</li>
				))}
			</ol>
		</Card>
	);
}

function StepLink({ step, primary }: { step: FirstStep; primary: boolean }) {
	const { t } = useTranslation('home');
	const router = useRouter();
	if (step.href === null) return null;
	const label = t(`step.${step.key}.link`);
	if (step.external) {
		return (
			<a href={step.href} target="_blank" rel="noreferrer">
				{label}
			</a>
		);
	}
	if (!primary) return <Go href={step.href}>{label}</Go>;
	const href = step.href;
	return (
		<Button rightSection={<IconArrowRight size={16} stroke={1.75} />} onClick={() => router.history.push(href)}>
			{label}
		</Button>
	);
}

function Figures() {
	const { t } = useTranslation('home');
	const format = useFormat();
	const flows = useRead(routes.listFlows, { query: {} }, { pollMs: 5000 });
	const items = flows.data?.items ?? [];
	const active = items.filter((flow) => flow.state === 'active').length;
	const sum = (of: (flow: (typeof items)[number]) => number) => items.reduce((total, flow) => total + of(flow), 0);
	const router = useRouter();
	const open = (href: string) => ({
		href,
		onOpen: (event: React.MouseEvent) => {
			event.preventDefault();
			router.history.push(href);
		},
	});
	return (
		<FigureRow>
			<Figure
				label={t('figure.active')}
				value={format.number(active)}
				hint={t('figure.ofAll', { count: items.length, all: format.number(items.length) })}
				{...open('/flows?state=active')}
			/>
			<Figure
				label={t('figure.entered')}
				value={format.number(sum((flow) => flow.entered30d))}
				hint={t('figure.enteredHint')}
			/>
			<Figure label={t('figure.here')} value={format.number(sum((flow) => flow.hereNow))} hint={t('figure.hereHint')} />
		</FigureRow>
	);
}

function LastMessages() {
	const { t } = useTranslation('home');
	const router = useRouter();
	const read = useRead(routes.listMessages, { query: { limit: 10 } }, { pollMs: 5000 });
	const error = useTableError(read.error, () => void read.refetch());
	const columns = useMessageColumns();
	return (
		<>
			<div className={css.head}>
				<h2>{t('lastMessages')}</h2>
				<Go href="/messages">{t('allMessages')}</Go>
			</div>
			<DataTable
				label={t('lastMessages')}
				columns={columns}
				rows={read.data?.items}
				rowKey={(message) => message.id}
				onOpen={(message) => void router.navigate({ to: '/messages', search: { message: message.id } })}
				error={error}
				minWidth={960}
				empty={null}
			/>
		</>
	);
}
