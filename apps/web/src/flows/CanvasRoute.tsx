import { useParams } from '@tanstack/react-router';
import { CanvasScreen } from '../canvas/index.ts';

/** The canvas of one flow; another flow gets a canvas of its own. */
export function CanvasRoute() {
	const { flow } = useParams({ from: '/shell/flows/$flow' });
	return <CanvasScreen key={flow} flowId={flow} />;
}
