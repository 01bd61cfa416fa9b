export { createSession, createStatefulSession } from './create.ts';
export type { WebSessionOptions } from './platform.ts';
