import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useParams, useRouter } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { ErrorState, Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { type Language, speak } from '../i18n/start-i18n.ts';
import { useChange } from '../reading/use-change.ts';
import { useRead } from '../reading/use-read.ts';
import css from '../shell/OutsideCard.module.css';
import { OutsideCard } from '../shell/OutsideCard.tsx';

const SHORTEST_PASSWORD = 12;

/** The first account, made by the one-time link that the start printed. */
export function SetupScreen() {
	const { t } = useTranslation('setup');
	const { token } = useParams({ from: '/setup/$token' });
	const link = useRead(routes.readSetup, { params: { token } });
	const errorText = useErrorText();
	if (link.isPending) return <OutsideCard title={t('title')}>{null}</OutsideCard>;
	if (link.isError) {
		return (
			<OutsideCard title={t('title')}>
				<ErrorState text={errorText(link.error)} retryLabel={t('common:retry')} onRetry={() => void link.refetch()} />
			</OutsideCard>
		);
	}
	if (!link.data.usable) {
		return (
			<OutsideCard title={t('spentTitle')} lead={t('spent')}>
				<div className={css.form}>
					<Button component={Link} to="/sign-in" variant="default">
						{t('toSignIn')}
					</Button>
				</div>
			</OutsideCard>
		);
	}
	return (
		<OutsideCard title={t('title')} lead={t('lead')}>
			<FirstAccount token={token} />
		</OutsideCard>
	);
}

function FirstAccount({ token }: { token: string }) {
	const { t, i18n } = useTranslation('setup');
	const router = useRouter();
	const errorText = useErrorText();
	const form = useForm({
		initialValues: { name: '', email: '', password: '' },
		validate: {
			name: (value) => (value.trim() ? null : t('nameEmpty')),
			email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('signIn:emailWrong')),
			password: (value) =>
				value.length >= SHORTEST_PASSWORD ? null : t('passwordShort', { count: SHORTEST_PASSWORD }),
		},
	});
	const finish = useChange(routes.finishSetup, {
		quiet: true,
		done: () => void router.navigate({ to: '/', replace: true }),
	});
	const language = i18n.language as Language;
	return (
		<form
			className={css.form}
			noValidate
			onSubmit={form.onSubmit((values) =>
				finish.mutate({
					params: { token },
					body: { ...values, name: values.name.trim(), email: values.email.trim(), language },
				}),
			)}
		>
			<TextInput label={t('name')} autoComplete="name" autoFocus {...form.getInputProps('name')} />
			<TextInput label={t('signIn:email')} type="email" autoComplete="username" {...form.getInputProps('email')} />
			<PasswordInput
				label={t('signIn:password')}
				description={t('passwordHint', { count: SHORTEST_PASSWORD })}
				autoComplete="new-password"
				visibilityToggleButtonProps={{ 'aria-label': t('signIn:showPassword') }}
				{...form.getInputProps('password')}
			/>
			<div>
				<div className={css.label} id="setup-language">
					{t('language')}
				</div>
				<SegmentedControl
					fullWidth
					aria-labelledby="setup-language"
					value={language}
					onChange={(value) => void speak(value as Language)}
					data={(['ru', 'en'] as const).map((value) => ({ value, label: t(`shell:language.${value}`) }))}
				/>
			</div>
			{finish.error ? <Notice tone="danger">{errorText(finish.error)}</Notice> : null}
			<Button type="submit" loading={finish.isPending} fullWidth>
				{t('submit')}
			</Button>
		</form>
	);
}
