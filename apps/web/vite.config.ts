import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.VOLNA_API ?? 'http://127.0.0.1:3000';

export default defineConfig({
	plugins: [react()],
	server: { port: 5173, proxy: { '/api': api, '/v3': api, '/health': api } },
	build: { target: 'es2023', sourcemap: false, chunkSizeWarningLimit: 700 },
});
