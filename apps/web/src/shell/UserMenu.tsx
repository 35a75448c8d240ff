import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { routes } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { type Language, speak } from '../i18n/start-i18n.ts';
import { useChange } from '../reading/use-change.ts';
import { useSession } from '../session/use-session.ts';
import css from './UserMenu.module.css';

/** Who is signed in: name, role, theme, language, sign out. */
export function UserMenu() {
	const { t } = useTranslation('shell');
	const { staff } = useSession();
	const router = useRouter();
	const queries = useQueryClient();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const profile = useChange(routes.updateProfile, { stale: ['readSession'] });
	const signOut = useChange(routes.signOut, {
		async done() {
			queries.clear();
			await router.navigate({ to: '/sign-in' });
		},
	});

	async function choose(language: Language) {
		await speak(language);
		profile.mutate({ body: { language } });
	}

	return (
		<Menu position="bottom-end" width={264} closeOnItemClick={false}>
			<Menu.Target>
				<UnstyledButton
					className={css.avatar}
					aria-label={t('user.menu', { initials: initialsOf(staff.name), name: staff.name })}
				>
					{initialsOf(staff.name)}
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<div className={css.who}>
					<b>{staff.name}</b>
					<span>{t(`role.${staff.role}`)}</span>
					<span>{staff.email}</span>
				</div>
				<Menu.Divider />
				<div className={css.choice}>
					<span id="user-theme">{t('user.theme')}</span>
					<SegmentedControl
						fullWidth
						aria-labelledby="user-theme"
						value={colorScheme}
						onChange={(value) => setColorScheme(value as typeof colorScheme)}
						data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
					/>
				</div>
				<div className={css.choice}>
					<span id="user-language">{t('user.language')}</span>
					<SegmentedControl
						fullWidth
						aria-labelledby="user-language"
						value={staff.language}
						onChange={(value) => void choose(value as Language)}
						data={(['ru', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
					/>
				</div>
				<Menu.Divider />
				<Menu.Item leftSection={<IconLogout size={16} stroke={1.75} />} onClick={() => signOut.mutate({})}>
					{t('user.signOut')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

function initialsOf(name: string): string {
	const words = name.trim().split(/\s+/);
	return `${words[0]?.[0] ?? ''}${words[1]?.[0] ?? ''}`.toUpperCase();
}
