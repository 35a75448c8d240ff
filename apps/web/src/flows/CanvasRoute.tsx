import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

const canvas = import.meta.glob<{ CanvasScreen: React.ComponentType<{ flowId: string }> }>(
	'../canvas/CanvasScreen.tsx',
);
const load = Object.values(canvas).at(0);
const CanvasScreen = load ? lazy(async () => ({ default: (await load()).CanvasScreen })) : null;

/** The canvas of one flow; another flow gets a canvas of its own. */
export function CanvasRoute() {
	const { flow } = useParams({ from: '/shell/flows/$flow' });
	return <Suspense>{CanvasScreen ? <CanvasScreen key={flow} flowId={flow} /> : null}</Suspense>;
}
