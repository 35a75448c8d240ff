import { Button, NumberInput, PasswordInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ProviderAccount, routes } from '@volna/contract';
import { Card } from '@volna/ui';
import { useTranslation } from 'react-i18next';
import { useChange } from '../reading/use-change.ts';
import { useRight } from '../session/use-right.ts';
import { WithReason } from '../shell/WithReason.tsx';
import css from './SigmaScreen.module.css';

/** Two fields side by side stay in one line whatever their hints' lengths. */
const belowInput = ['label' as const, 'input' as const, 'description' as const, 'error' as const];
const SIGMA = 'https://online.sigmasms.ru/api';

/**
 * Access and limits of the account. Secrets are written and never read: an empty field leaves what is stored. The form
 * keeps what was typed; what the api says later does not overwrite it.
 */
export function AccessForm({ account }: { account: ProviderAccount | null }) {
	const { t } = useTranslation('integrations');
	const may = useRight('provider');
	const form = useForm({
		initialValues: {
			baseUrl: account?.baseUrl ?? SIGMA,
			access: account?.access === 'password' ? 'password' : 'token',
			token: '',
			username: account?.username ?? '',
			password: '',
			emulator: account?.emulator ?? false,
			requestsPerSecond: (account?.flags.requestsPerSecond ?? '') as number | string,
			maxInFlight: (account?.flags.maxInFlight ?? 32) as number | string,
			callbacks: account?.flags.callbacks ?? true,
			list: account?.flags.list ?? true,
			listProvesAbsence: account?.flags.listProvesAbsence ?? false,
		},
		validate: {
			baseUrl: (value, { emulator }) => {
				if (!URL.canParse(value.trim())) return t('addressWrong');
				return emulator || value.trim().startsWith('https://') ? null : t('errors:code.address-not-https');
			},
			requestsPerSecond: (value) =>
				value === '' || (Number(value) >= 0.1 && Number(value) <= 10_000) ? null : t('rateWrong'),
			maxInFlight: (value) => (Number(value) >= 1 && Number(value) <= 1000 ? null : t('inFlightWrong')),
		},
	});
	const save = useChange(routes.saveProvider, {
		stale: ['readProvider', 'readSession', 'listSenders', 'listFormerAccounts'],
		done() {
			form.setValues({ token: '', password: '' });
			notifications.show({ message: t('saved') });
		},
	});
	const stored = account !== null && account.access !== 'none';
	const byToken = form.values.access === 'token';
	const secretHint = stored ? t('secretStored') : t('secretHint');
	return (
		<Card title={t('access')}>
			<form
				className={css.form}
				noValidate
				onSubmit={form.onSubmit((values) =>
					save.mutate({
						body: {
							baseUrl: values.baseUrl.trim(),
							emulator: values.emulator,
							...(byToken
								? { token: values.token.trim() || undefined }
								: { username: values.username.trim() || undefined, password: values.password || undefined }),
							flags: {
								requestsPerSecond: values.requestsPerSecond === '' ? null : Number(values.requestsPerSecond),
								maxInFlight: Number(values.maxInFlight),
								callbacks: values.callbacks,
								list: values.list,
								listProvesAbsence: values.listProvesAbsence,
							},
						},
					}),
				)}
			>
				<TextInput label={t('address')} {...form.getInputProps('baseUrl')} />
				<Switch
					label={t('isEmulator')}
					description={t('isEmulatorHint')}
					{...form.getInputProps('emulator', { type: 'checkbox' })}
				/>
				<SegmentedControl
					fullWidth
					aria-label={t('access')}
					data={(['token', 'password'] as const).map((value) => ({ value, label: t(`accessBy.${value}`) }))}
					{...form.getInputProps('access')}
				/>
				{byToken ? (
					<PasswordInput
						label={t('token')}
						description={secretHint}
						autoComplete="off"
						visibilityToggleButtonProps={{ 'aria-label': t('signIn:showPassword') }}
						{...form.getInputProps('token')}
					/>
				) : (
					<div className={css.pair}>
						<TextInput
							label={t('username')}
							inputWrapperOrder={belowInput}
							description={t('usernameHint')}
							autoComplete="off"
							{...form.getInputProps('username')}
						/>
						<PasswordInput
							label={t('signIn:password')}
							inputWrapperOrder={belowInput}
							description={secretHint}
							autoComplete="new-password"
							visibilityToggleButtonProps={{ 'aria-label': t('signIn:showPassword') }}
							{...form.getInputProps('password')}
						/>
					</div>
				)}
				<div className={css.pair}>
					<NumberInput
						label={t('rate')}
						inputWrapperOrder={belowInput}
						description={t('rateHint')}
						placeholder={t('noLimit')}
						min={0.1}
						max={10_000}
						{...form.getInputProps('requestsPerSecond')}
					/>
					<NumberInput
						label={t('inFlight')}
						inputWrapperOrder={belowInput}
						description={t('inFlightHint')}
						min={1}
						max={1000}
						allowDecimal={false}
						{...form.getInputProps('maxInFlight')}
					/>
				</div>
				<Switch
					label={t('callbacks')}
					description={t('callbacksHint')}
					{...form.getInputProps('callbacks', { type: 'checkbox' })}
				/>
				<Switch label={t('list')} description={t('listHint')} {...form.getInputProps('list', { type: 'checkbox' })} />
				<Switch
					label={t('proves')}
					description={t('provesHint')}
					disabled={!form.values.list}
					{...form.getInputProps('listProvesAbsence', { type: 'checkbox' })}
				/>
				<div className={css.foot}>
					<WithReason reason={may ? null : t('common:noRight.provider')}>
						<Button type="submit" variant="default" disabled={!may} loading={save.isPending}>
							{t('common:save')}
						</Button>
					</WithReason>
				</div>
			</form>
		</Card>
	);
}
