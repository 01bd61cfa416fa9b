export { createSession, createStatefulSession } from './create.ts';
export { defaultProviders, type WebSessionOptions } from './platform.ts';
