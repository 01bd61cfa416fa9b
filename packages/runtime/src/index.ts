/**
 * Tensors, errors and the types of sessions. Runs anywhere; sessions are created by
 * `@ganport/runtime/node` and `@ganport/runtime/web`.
 *
 * @module
 */
export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export type { Provider, Refusal } from './provider.ts';
export type {
  MakeModel,
  ModelSource,
  Session,
  SessionInfo,
  SessionOptions,
  StatefulModel,
  StatefulSession,
  StateOptions,
  ValueInfo,
} from './session.ts';
export type { TuneOption } from './tune/options.ts';
export {
  elementCount,
  hostTensor,
  type ElementType,
  type HostTensor,
  type TensorMap,
  type TypedArray,
} from './tensor.ts';
export { decodeTexts, encodeTexts } from './texts.ts';
