import { TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { NodeIcon } from '@volna/ui';
import clsx from 'clsx';
import { useEffect, useMemo, useState } from 'react';
import { useCanvas, useView } from '../canvas-context.ts';
import { hasTrigger, insertNode } from '../edits.ts';
import { kindOf } from '../model/kind.ts';
import { useTexts } from '../model/texts.ts';
import type { CreatorMenu as Menu } from '../stores/view-store.ts';
import styles from './creator.module.css';
import { offersFor } from './creator-list.ts';

/** The creator at a place: an output's +, an edge's +, a connection dropped on nothing. */
export function CreatorMenu() {
	const menu = useView((state) => state.menu);
	return menu ? <OpenMenu key={JSON.stringify(menu.place)} menu={menu} /> : null;
}

const size = { width: 264, height: 340 } as const;

function OpenMenu({ menu }: { menu: Menu }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const [search, setSearch] = useState('');
	const [at, setAt] = useState(0);
	const close = () => {
		canvas.view.setState({ menu: null });
		document.getElementById('screen')?.focus();
	};
	const box = useClickOutside(() => canvas.view.setState({ menu: null }));
	const groups = useMemo(() => {
		const { document: now } = canvas.draft.getState().draft;
		return offersFor(now, menu.place, search, hasTrigger(now));
	}, [canvas, menu.place, search]);
	const offers = groups.flatMap((group) => group.offers);
	const allowed = offers.filter((offer) => offer.refusal === null);
	const current = allowed[Math.min(at, allowed.length - 1)];
	useEffect(() => {
		if (search !== '') setAt(0);
	}, [search]);
	const left = Math.min(Math.max(8, menu.screen.x - size.width / 2), globalThis.innerWidth - size.width - 8);
	const top = Math.min(menu.screen.y + 6, globalThis.innerHeight - size.height - 8);
	return (
		<div ref={box} className={styles.menu} style={{ left, top }} role="dialog" aria-label={texts.t('creator.title')}>
			<TextInput
				autoFocus
				leftSection={<IconSearch size={16} stroke={1.75} />}
				placeholder={texts.t('creator.find')}
				aria-label={texts.t('creator.find')}
				role="combobox"
				aria-expanded
				aria-controls="creator-menu-list"
				aria-activedescendant={current ? `creator-${current.definition.type}` : undefined}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === 'Escape') close();
					else if (event.key === 'ArrowDown') setAt(Math.min(allowed.length - 1, at + 1));
					else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
					else if (event.key === 'Enter' && current) {
						insertNode(canvas, current.definition, menu.place);
						document.getElementById('screen')?.focus();
					} else return;
					event.preventDefault();
					event.stopPropagation();
				}}
			/>
			<div className={styles.scroll} role="listbox" id="creator-menu-list" aria-label={texts.t('creator.title')}>
				{groups.map(({ category, offers: some }) => (
					<section key={category}>
						<h2>{texts.t(`category.${category}`)}</h2>
						{some.map(({ definition, refusal }) => (
							<button
								key={definition.type}
								id={`creator-${definition.type}`}
								type="button"
								role="option"
								tabIndex={-1}
								aria-selected={current?.definition === definition}
								aria-disabled={refusal !== null}
								className={clsx(
									styles.offer,
									refusal && styles.refused,
									current?.definition === definition && styles.at,
								)}
								onClick={() => refusal === null && insertNode(canvas, definition, menu.place)}
							>
								<span className={styles.tile} data-kind={kindOf(definition)}>
									<NodeIcon name={definition.look.icon} size={16} />
								</span>
								<span className={styles.offerWords}>
									{texts.node(definition.type, 'name')}
									{refusal && <small>{texts.t(`creator.refusal.${refusal}`)}</small>}
								</span>
							</button>
						))}
					</section>
				))}
				{groups.length === 0 && <p className={styles.none}>{texts.t('creator.nothing', { search })}</p>}
			</div>
		</div>
	);
}
