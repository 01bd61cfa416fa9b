/**
 * Sessions of onnxruntime-node, in this thread or in a worker thread.
 *
 * @module
 */
export { createSession, createStatefulSession, type NodeSessionOptions } from './create.ts';
export { defaultProviders } from './platform.ts';
