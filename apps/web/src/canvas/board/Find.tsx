import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { NodeIcon } from '@volna/ui';
import { useMemo, useState } from 'react';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import creator from '../creator/creator.module.css';
import { cardSummary, nodeName } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { select } from '../stores/view-store.ts';
import styles from './board.module.css';
import { useShowNode } from './use-show-node.ts';

/** Finds a card by its name, its type, and anything written in it: texts, segments, action templates. */
export function Find() {
	const isOpen = useView((state) => state.finding);
	return isOpen ? <OpenFind /> : null;
}

const most = 50;

function OpenFind() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { names } = useFacts();
	const showNode = useShowNode();
	const nodes = useDraft((state) => state.draft.document.nodes);
	const [search, setSearch] = useState('');
	const [at, setAt] = useState(0);
	const found = useMemo(() => {
		const wanted = search.trim().toLowerCase();
		if (wanted === '') return [];
		return nodes
			.filter((node) =>
				[nodeName(node, texts), texts.node(node.type, 'name'), wordsIn(node.config)]
					.join('\n')
					.toLowerCase()
					.includes(wanted),
			)
			.slice(0, most);
	}, [nodes, search, texts]);
	const current = found[Math.min(at, found.length - 1)];
	const close = () => {
		canvas.view.setState({ finding: false });
		document.getElementById('screen')?.focus({ preventScroll: true });
	};
	const go = (id: string) => {
		close();
		select(canvas.view, [id]);
		showNode(id);
	};
	return (
		<div className={styles.find} role="dialog" aria-label={texts.t('find.title')}>
			<TextInput
				autoFocus
				leftSection={<IconSearch size={16} stroke={1.75} />}
				rightSection={search === '' ? undefined : <small>{texts.number(found.length)}</small>}
				placeholder={texts.t('find.placeholder')}
				aria-label={texts.t('find.title')}
				role="combobox"
				aria-expanded={found.length > 0}
				aria-controls="find-list"
				aria-activedescendant={current ? `find-${current.id}` : undefined}
				value={search}
				onBlur={(event) => !event.relatedTarget?.closest('[role="dialog"]') && canvas.view.setState({ finding: false })}
				onChange={(event) => {
					setSearch(event.currentTarget.value);
					setAt(0);
				}}
				onKeyDown={(event) => {
					if (event.key === 'Escape') close();
					else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
					else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
					else if (event.key === 'Enter' && current) go(current.id);
					else return;
					event.preventDefault();
					event.stopPropagation();
				}}
			/>
			{search !== '' && (
				<div className={creator.scroll} role="listbox" id="find-list" aria-label={texts.t('find.title')}>
					{found.map((node) => {
						const definition = registry.get(node.type);
						return (
							<button
								key={node.id}
								id={`find-${node.id}`}
								type="button"
								role="option"
								tabIndex={-1}
								aria-selected={node === current}
								className={node === current ? `${creator.offer} ${creator.at}` : creator.offer}
								onMouseDown={(event) => event.preventDefault()}
								onClick={() => go(node.id)}
							>
								<span className={creator.tile} data-kind={kindOf(definition)}>
									<NodeIcon name={definition?.look.icon} size={16} />
								</span>
								<span className={creator.offerWords}>
									{nodeName(node, texts)}
									<small className={styles.oneLine}>{cardSummary(node, texts, names)}</small>
								</span>
							</button>
						);
					})}
					{found.length === 0 && <p className={creator.none}>{texts.t('find.nothing', { search })}</p>}
				</div>
			)}
		</div>
	);
}

/** Every word of a config, however deep. */
function wordsIn(value: unknown): string {
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) return value.map(wordsIn).join('\n');
	if (typeof value === 'object' && value !== null) return Object.values(value).map(wordsIn).join('\n');
	return '';
}
