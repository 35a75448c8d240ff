import { NodeIcon } from '@volna/ui';
import { useCanvas, useDraft, useFacts } from '../canvas-context.ts';
import { insertNode } from '../edits.ts';
import { registry } from '../model/registry.ts';
import { useTexts } from '../model/texts.ts';
import styles from './creator.module.css';

/** An empty flow asks for its trigger. */
export function EmptyBoard() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isEmpty = useDraft((state) => state.draft.document.nodes.length === 0);
	if (!isEmpty) return null;
	const triggers = registry.definitions.filter((definition) => definition.kind === 'trigger');
	return (
		<div className={styles.empty}>
			<h2>{texts.t('empty.title')}</h2>
			<p>{texts.t(mayEdit ? 'empty.text' : 'empty.nothing')}</p>
			{mayEdit &&
				triggers.map((definition) => (
					<button
						key={definition.type}
						type="button"
						className={styles.offer}
						onClick={() => insertNode(canvas, definition, { kind: 'free', at: { x: 0, y: 0 } })}
					>
						<span className={styles.tile} data-kind="trigger">
							<NodeIcon name={definition.look.icon} size={16} />
						</span>
						<span className={styles.offerWords}>
							{texts.node(definition.type, 'name')}
							<small>{texts.node(definition.type, 'help')}</small>
						</span>
					</button>
				))}
		</div>
	);
}
