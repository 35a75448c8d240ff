import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsExchange, IconCopy, IconDots, IconRepeat, IconTrash, IconX } from '@tabler/icons-react';
import { NodeIcon } from '@volna/ui';
import clsx from 'clsx';
import { useState } from 'react';
import { focusCard } from '../board/focus-current.ts';
import { useCanvas, useDraft, useFacts, useView } from '../canvas-context.ts';
import { duplicate, removeNodes, renameNode } from '../edits.ts';
import { nodeOf } from '../model/by-id.ts';
import { nodeName } from '../model/card-summary.ts';
import { kindOf } from '../model/kind.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import { FlowNumbers } from '../numbers/FlowNumbers.tsx';
import { NodeNumbers } from '../numbers/NodeNumbers.tsx';
import { useShownNumber } from '../numbers/use-shown-number.ts';
import { select } from '../stores/view-store.ts';
import { FlowSettings } from './FlowSettings.tsx';
import styles from './inspector.module.css';
import { ManySelected } from './ManySelected.tsx';
import { NodeForm } from './NodeForm.tsx';

/** The form of what is selected: one card, several, or the flow itself. */
export function Inspector() {
	const texts = useTexts();
	const canvas = useCanvas();
	const cards = useSelectedCards();
	const [only] = cards;
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isSheet = useView((state) => state.sheet);
	const leave = (event: React.KeyboardEvent) => {
		if (event.key !== 'Escape' || event.defaultPrevented || only === undefined) return;
		event.preventDefault();
		focusCard(only);
	};
	return (
		<aside className={styles.inspector} onKeyDown={leave}>
			{isSheet && cards.length === 0 && (
				<ActionIcon
					variant="subtle"
					size="lg"
					className={styles.closeSheet}
					aria-label={texts.t('close')}
					onClick={() => canvas.view.setState({ sheet: false })}
				>
					<IconX size={18} stroke={1.75} />
				</ActionIcon>
			)}
			{cards.length === 0 && (isNumbers ? <FlowNumbers /> : <FlowSettings />)}
			{cards.length === 1 && <NodeInspector key={only} id={only!} />}
			{cards.length > 1 && <ManySelected ids={cards} />}
		</aside>
	);
}

function useSelectedCards(): readonly string[] {
	const selected = useView((state) => state.selected);
	const document = useDraft((state) => state.draft.document);
	return [...selected].filter((id) => nodeOf(document, id));
}

function NodeInspector({ id }: { id: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const shownNumber = useShownNumber();
	const tab = useView((state) => state.inspectorTab);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const node = useDraft((state) => nodeOf(state.draft.document, id))!;
	const definition = registry.get(node.type);
	const typeName = texts.node(node.type, 'name') || node.type;
	return (
		<>
			<header className={styles.head}>
				<span className={styles.tile} data-kind={kindOf(definition)}>
					<NodeIcon name={definition?.look.icon} size={20} />
				</span>
				<div className={styles.title}>
					<NameField id={id} name={node.name} shown={nodeName(node, texts)} />
					<small>
						{typeName}
						{isNumbers && shownNumber !== null && ` · v${shownNumber}`}
					</small>
				</div>
				{!isNumbers && <NodeMenu id={id} />}
				<ActionIcon
					variant="subtle"
					size="lg"
					aria-label={texts.t('close')}
					onClick={() => {
						select(canvas.view, []);
						canvas.view.setState({ sheet: false });
					}}
				>
					<IconX size={18} stroke={1.75} />
				</ActionIcon>
			</header>
			<div className={styles.tabs} role="tablist">
				{(['config', 'numbers'] as const).map((one) => (
					<button
						key={one}
						type="button"
						role="tab"
						aria-selected={tab === one}
						className={clsx(tab === one && styles.on)}
						onClick={() => canvas.view.setState({ inspectorTab: one })}
					>
						{texts.t(`inspector.tab.${one}`)}
					</button>
				))}
			</div>
			<div className={styles.scroll} data-form>
				{tab === 'config' ? <NodeForm id={id} /> : <NodeNumbers id={id} />}
			</div>
		</>
	);
}

/** The name, edited where it stands. Left empty, the node is called by its type. */
function NameField({ id, name, shown }: { id: string; name: string; shown: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const [isOpen, setOpen] = useState(false);
	if (!mayEdit || isNumbers) return <b>{shown}</b>;
	return (
		<input
			className={styles.name}
			aria-label={texts.t('inspector.name')}
			title={texts.t('inspector.rename')}
			value={isOpen ? name : name || shown}
			placeholder={shown}
			maxLength={200}
			onFocus={() => setOpen(true)}
			onBlur={() => setOpen(false)}
			onKeyDown={(event) => (event.key === 'Enter' || event.key === 'Escape') && event.currentTarget.blur()}
			onChange={(event) => renameNode(canvas, id, event.currentTarget.value)}
		/>
	);
}

function NodeMenu({ id }: { id: string }) {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	return (
		<Menu position="bottom-end" width={220}>
			<Menu.Target>
				<ActionIcon variant="subtle" size="lg" aria-label={texts.t('inspector.more')}>
					<IconDots size={18} stroke={1.75} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item
					leftSection={<IconRepeat size={16} stroke={1.75} />}
					disabled={!mayEdit}
					onClick={() => canvas.view.setState({ connectTo: id })}
				>
					{texts.t('command.connect')}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconArrowsExchange size={16} stroke={1.75} />}
					disabled={!mayEdit}
					onClick={() => canvas.view.setState({ replacing: id })}
				>
					{texts.t('command.replace')}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconCopy size={16} stroke={1.75} />}
					disabled={!mayEdit}
					onClick={() => duplicate(canvas)}
				>
					{texts.t('command.duplicate')}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconTrash size={16} stroke={1.75} />}
					disabled={!mayEdit}
					onClick={() => removeNodes(canvas, [id], { heal: true })}
				>
					{texts.t('command.delete')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
