export { createSession, createStatefulSession, type NodeSessionOptions } from './create.ts';
export { defaultProviders } from './platform.ts';
