import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { NodeIcon } from '@volna/ui';
import { useStoreApi } from '@xyflow/react';
import clsx from 'clsx';
import { useState } from 'react';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { hasTrigger, insertNode } from '../edits.ts';
import { edgesOf, nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { kindOf } from '../model/kind.ts';
import { useTexts } from '../model/texts.ts';
import type { CreatorPlace } from '../stores/view-store.ts';
import styles from './creator.module.css';
import { offersFor } from './creator-list.ts';

/** Every node there is, by kind: click or drag. What cannot be added stays, grey, with its reason. */
export function CreatorPanel() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const [search, setSearch] = useState('');
	const store = useStoreApi();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const withTrigger = useDraft((state) => hasTrigger(state.draft.document));
	const document = canvas.draft.getState().draft.document;
	if (!mayEdit || isNumbers) return null;
	const groups = offersFor(document, { kind: 'free', at: { x: 0, y: 0 } }, search, withTrigger);
	const place = (): CreatorPlace => {
		const { selected } = canvas.view.getState();
		const now = canvas.draft.getState().draft.document;
		const [only] = selected;
		const node = selected.size === 1 && only !== undefined ? nodeOf(now, only) : undefined;
		const taken = new Set(
			edgesOf(now)
				.from.get(node?.id ?? '')
				?.map((edge) => edge.sourceHandle),
		);
		const open = node && cardShape(node).outputs.find((output) => !taken.has(output.name));
		if (node && open) return { kind: 'output', source: node.id, output: open.name };
		const { width, height, transform } = store.getState();
		const [x, y, zoom] = transform;
		return { kind: 'free', at: { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom } };
	};
	return (
		<aside className={styles.panel} data-creator aria-label={texts.t('creator.title')}>
			<TextInput
				id="canvas-search"
				className={styles.search}
				leftSection={<IconSearch size={16} stroke={1.75} />}
				rightSection={<kbd>N</kbd>}
				placeholder={texts.t('creator.find')}
				aria-label={texts.t('creator.find')}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
				onKeyDown={(event) => {
					if (event.key === 'Escape') {
						setSearch('');
						event.currentTarget.blur();
					}
					if (event.key !== 'Enter') return;
					const offer = groups.flatMap((group) => group.offers).find((one) => one.refusal === null);
					if (offer && insertNode(canvas, offer.definition, place())) setSearch('');
				}}
			/>
			<div className={styles.scroll}>
				{groups.map(({ category, offers }) => (
					<section key={category}>
						<h2>{texts.t(`category.${category}`)}</h2>
						{offers.map(({ definition, refusal }) => (
							<button
								key={definition.type}
								type="button"
								className={clsx(styles.offer, refusal && styles.refused)}
								aria-disabled={refusal !== null}
								title={refusal ? texts.t(`creator.refusal.${refusal}`) : texts.node(definition.type, 'help')}
								draggable={refusal === null}
								onDragStart={(event) => {
									event.dataTransfer.effectAllowed = 'copy';
									event.dataTransfer.setData('text/plain', texts.node(definition.type, 'name'));
									canvas.view.setState({ dragged: definition.type });
								}}
								onDragEnd={() => canvas.view.setState({ dragged: null, splice: null })}
								onClick={() => {
									if (refusal) canvas.view.setState({ said: texts.t(`creator.refusal.${refusal}`) });
									else insertNode(canvas, definition, place());
								}}
							>
								<span className={styles.tile} data-kind={kindOf(definition)}>
									<NodeIcon name={definition.look.icon} size={16} />
								</span>
								{texts.node(definition.type, 'name')}
							</button>
						))}
					</section>
				))}
				{groups.length === 0 && <p className={styles.none}>{texts.t('creator.nothing', { search })}</p>}
			</div>
		</aside>
	);
}
