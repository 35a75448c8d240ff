import {
	IconApi,
	IconBolt,
	IconFileImport,
	IconFilter,
	IconFolder,
	IconMail,
	IconRoute,
	IconUsersGroup,
	type TablerIcon,
} from '@tabler/icons-react';
import type { Use } from '@volna/contract';
import { useTranslation } from 'react-i18next';
import { Go } from '../shell/Go.tsx';
import { hrefOfUse } from './href-of-use.ts';
import css from './uses.module.css';

const icons: Readonly<Record<Use['kind'], TablerIcon>> = {
	flow: IconRoute,
	'flow-draft': IconRoute,
	operation: IconApi,
	import: IconFileImport,
	segment: IconUsersGroup,
	template: IconBolt,
	'template-guard': IconFilter,
	campaign: IconFolder,
	mailing: IconMail,
};

/** What refers to a thing, each with where it is opened; what does not work with it yet is muted. */
export function UsesList({ uses }: { uses: readonly Use[] }) {
	const { t } = useTranslation('templates');
	return (
		<ul className={css.uses}>
			{uses.map((use) => {
				const Icon = icons[use.kind];
				return (
					<li key={`${use.kind} ${use.id} ${use.version} ${use.template ?? ''}`} data-quiet={!use.live || undefined}>
						<Icon size={16} stroke={1.75} aria-hidden />
						<span className={css.use}>
							<Go href={hrefOfUse(use)}>{use.name}</Go>
							<span className={css.what}>
								{t(`use.${use.kind}`)}
								{use.version === null ? null : ` v${use.version}`}
								{use.usage === null ? null : ` · ${t(`usage.${use.usage}`)}`}
								{use.template === undefined ? null : ` · ${t('needsTemplate', { name: use.template })}`}
							</span>
						</span>
					</li>
				);
			})}
		</ul>
	);
}
