/**
 * Sessions of onnxruntime-web in a page.
 *
 * @module
 */
export { createSession, createStatefulSession } from './create.ts';
export { defaultProviders, type WebSessionOptions } from './platform.ts';
