import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useRouter, useSearch } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { Notice } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../format/use-error-text.ts';
import { useChange } from '../reading/use-change.ts';
import css from '../shell/OutsideCard.module.css';
import { OutsideCard } from '../shell/OutsideCard.tsx';

/** E-mail and password; what was typed stays after a refusal. */
export function SignInScreen() {
	const { t } = useTranslation('signIn');
	const router = useRouter();
	const { next } = useSearch({ from: '/sign-in' });
	const errorText = useErrorText();
	const form = useForm({
		initialValues: { email: '', password: '' },
		validate: {
			email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('emailWrong')),
			password: (value) => (value ? null : t('passwordEmpty')),
		},
	});
	const signIn = useChange(routes.signIn, {
		quiet: true,
		done: () => void router.navigate({ href: isOurs(next) ? next : '/', replace: true }),
	});
	return (
		<OutsideCard title={t('title')}>
			<form
				className={css.form}
				noValidate
				onSubmit={form.onSubmit((values) => signIn.mutate({ body: { ...values, email: values.email.trim() } }))}
			>
				<TextInput label={t('email')} type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
				<PasswordInput
					label={t('password')}
					autoComplete="current-password"
					visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
					{...form.getInputProps('password')}
				/>
				{signIn.error ? <Notice tone="danger">{errorText(signIn.error)}</Notice> : null}
				<Button type="submit" loading={signIn.isPending} fullWidth>
					{t('submit')}
				</Button>
			</form>
		</OutsideCard>
	);
}

/** Only a path of this origin is followed. */
function isOurs(next: string | undefined): next is string {
	return next !== undefined && /^\/(?![/\\])/.test(next);
}
