export { ExportButton } from './ExportButton.tsx';
export { TaskNotices } from './TaskNotices.tsx';
export { TaskProgress } from './TaskProgress.tsx';
export { TaskStatePill } from './TaskStatePill.tsx';
export { UploadBroken, uploadFile } from './upload-file.ts';
export { useBell } from './use-bell.ts';
export { useTaskWords } from './use-task-words.ts';
