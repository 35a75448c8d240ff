import { MultiSelect } from '@mantine/core';
import type { ActionTemplate } from '@volna/contract';
import { useTranslation } from 'react-i18next';

type Role = ActionTemplate['roles'][number];

const roles = ['viewer', 'marketer', 'launcher', 'developer', 'admin', 'auditor'] as const satisfies readonly Role[];

/** Whose pickers offer the template; the API asks nobody's role. */
export function RolesField(props: { value: readonly Role[]; onChange: (roles: Role[]) => void; disabled?: boolean }) {
	const { t } = useTranslation('templates');
	return (
		<MultiSelect
			label={t('roles')}
			description={t('rolesHint')}
			placeholder={props.value.length === 0 ? t('rolesAll') : undefined}
			disabled={props.disabled}
			clearable
			clearButtonProps={{ 'aria-label': t('rolesClear') }}
			value={[...props.value]}
			onChange={(next) => props.onChange(roles.filter((role) => next.includes(role)))}
			data={roles.map((role) => ({ value: role, label: t(`shell:role.${role}`) }))}
		/>
	);
}
