import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.VOLNA_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
	plugins: [react()],
	server: { port: 5173, proxy: { '/api': api, '/v3': api, '/health': api } },
	build: {
		target: 'es2023',
		chunkSizeWarningLimit: 700,
		rolldownOptions: {
			treeshake: {
				// Our pure packages and the tables they bring: without this the first load carries the template parser and
				// the calendar, which only the canvas needs (first load 960 KB of scripts with them, 770 KB without, before compression).
				moduleSideEffects: [
					{ test: /packages\/(contract|flow|node-sdk|nodes|template)\/src/, sideEffects: false },
					{ test: /node_modules\/(temporal-polyfill|@lezer|@noble)/, sideEffects: false },
				],
			},
		},
	},
});
