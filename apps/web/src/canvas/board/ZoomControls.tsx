import { IconListTree, IconMaximize, IconMinus, IconPlus, IconSparkles } from '@tabler/icons-react';
import { Panel, useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCanvas, useFacts, useView } from '../canvas-context.ts';
import { tidy } from '../edits.ts';
import { useTexts } from '../model/texts.ts';
import styles from './board.module.css';
import { fittingViewport } from './opening-viewport.ts';

const motionMs = 180;

/** Larger, smaller, everything in sight, tidy up. */
export function ZoomControls() {
	const texts = useTexts();
	const canvas = useCanvas();
	const { mayEdit } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isOutline = useView((state) => state.outline);
	const { zoomIn, zoomOut, setViewport } = useReactFlow();
	const store = useStoreApi();
	const percent = useStore((state) => Math.round(state.transform[2] * 100));
	const fit = () => {
		const { width, height } = store.getState();
		void setViewport(fittingViewport(canvas.draft.getState().draft.document, { width, height }), {
			duration: motionMs,
		});
	};
	return (
		<Panel position="bottom-left" className={styles.zoom!}>
			<button
				type="button"
				aria-label={texts.t('board.larger')}
				title={texts.t('board.larger')}
				onClick={() => zoomIn({ duration: motionMs })}
			>
				<IconPlus size={16} stroke={1.75} />
			</button>
			<span>{percent} %</span>
			<button
				type="button"
				aria-label={texts.t('board.smaller')}
				title={texts.t('board.smaller')}
				onClick={() => zoomOut({ duration: motionMs })}
			>
				<IconMinus size={16} stroke={1.75} />
			</button>
			<button
				type="button"
				aria-label={texts.t('command.outline')}
				aria-pressed={isOutline}
				title={`${texts.t('command.outline')} (O)`}
				onClick={() => canvas.view.setState({ outline: !isOutline })}
			>
				<IconListTree size={16} stroke={1.75} />
			</button>
			<button type="button" aria-label={texts.t('board.fit')} title={texts.t('board.fit')} onClick={fit}>
				<IconMaximize size={16} stroke={1.75} />
			</button>
			{mayEdit && !isNumbers && (
				<button
					type="button"
					aria-label={texts.t('board.tidy')}
					title={texts.t('board.tidy')}
					onClick={() => void tidy(canvas)}
				>
					<IconSparkles size={16} stroke={1.75} />
				</button>
			)}
		</Panel>
	);
}
