/** Roles of the people who work here, and what each may do (one right per action; roles add up). */
export const roles = ['viewer', 'marketer', 'launcher', 'developer', 'admin', 'auditor'] as const;
export type Role = (typeof roles)[number];

export const rights = [
	/** See flows, messages, figures; phones masked. */
	'read',
	/** See the customers of a list, a figure or a run. */
	'read-customers',
	/** See whole phones, e-mails, names' histories. */
	'read-personal',
	/** Change drafts, action templates, segments. */
	'edit',
	/** Publish, resume, stop, cancel, move runs, settle unknown outcomes. */
	'launch',
	/** Pause a flow or a mailing. */
	'pause',
	/** Operations, endpoints, keys. */
	'integrate',
	'import',
	'export',
	'merge',
	'delete',
	/** Provider, senders, limits. */
	'provider',
	'staff',
	'audit',
] as const;
export type Right = (typeof rights)[number];

export const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
	viewer: ['read', 'read-customers'],
	marketer: ['read', 'read-customers', 'read-personal', 'edit', 'import', 'pause'],
	launcher: ['read', 'read-customers', 'read-personal', 'edit', 'import', 'pause', 'launch'],
	developer: ['read', 'integrate'],
	admin: rights,
	auditor: ['read', 'read-customers', 'audit'],
};
