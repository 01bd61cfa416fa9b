export { RuntimeError, type RuntimeErrorCode } from './errors.ts';
export { compareTensors, type Difference } from './compare.ts';
export { float16ToNumber } from './float16.ts';
export { checkFeeds, checkFetches } from './feeds.ts';
export { negotiate } from './negotiate.ts';
export {
  checkParity,
  type ComparedRow,
  type ParityCandidate,
  type ParityOptions,
  type ParityReport,
  type ParityRow,
  type SkippedRow,
} from './parity.ts';
export type { Provider, Refusal } from './provider.ts';
export type {
  Session,
  SessionInfo,
  SessionOptions,
  StatefulSession,
  StateOptions,
  ValueInfo,
} from './session.ts';
export {
  copyTensor,
  elementCount,
  elementTypes,
  hostTensor,
  isElementType,
  zeros,
  type ElementType,
  type HostTensor,
  type TensorMap,
  type TypedArray,
} from './tensor.ts';
