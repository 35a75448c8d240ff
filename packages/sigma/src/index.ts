export { type BaseUrl, type BaseUrlProblem, isLoopback, parseBaseUrl } from './base-url.ts';
export { createSigmaGateway } from './create-sigma-gateway.ts';
export { maskPhone } from './make-evidence.ts';
export { parseSigmaCallback } from './parse-sigma-callback.ts';
export { statusWords } from './status-words.ts';
