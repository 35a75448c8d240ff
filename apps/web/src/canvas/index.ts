export { CanvasScreen } from './CanvasScreen.tsx';
