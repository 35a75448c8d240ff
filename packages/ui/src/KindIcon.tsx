import {
	IconArrowsSplit2,
	IconBolt,
	IconFlag3,
	IconHourglass,
	IconMessage2,
	IconUserEdit,
	IconWebhook,
	type TablerIcon,
} from '@tabler/icons-react';
import type { Category } from '@volna/node-sdk';
import css from './KindIcon.module.css';
import { NodeIcon } from './NodeIcon.tsx';

const looks: Readonly<Record<Category, { icon: TablerIcon; colour: string }>> = {
	trigger: { icon: IconBolt, colour: 'trigger' },
	decision: { icon: IconArrowsSplit2, colour: 'split' },
	wait: { icon: IconHourglass, colour: 'wait' },
	message: { icon: IconMessage2, colour: 'send' },
	data: { icon: IconUserEdit, colour: 'data' },
	outside: { icon: IconWebhook, colour: 'outside' },
	end: { icon: IconFlag3, colour: 'end' },
};

/** The tile of a node's kind: its icon on its soft colour. `icon` is a node type's own, by its Tabler name. */
export function KindIcon({ kind, size = 28, icon }: { kind: Category; size?: number; icon?: string }) {
	const look = looks[kind];
	const iconSize = size >= 28 ? 18 : Math.round(size * 0.66);
	return (
		<span
			className={css.tile}
			style={{
				width: size,
				height: size,
				color: `var(--k-${look.colour})`,
				background: `var(--k-${look.colour}-soft)`,
			}}
		>
			{icon === undefined ? (
				<look.icon size={iconSize} stroke={1.75} aria-hidden />
			) : (
				<NodeIcon name={icon} size={iconSize} />
			)}
		</span>
	);
}
