/** What ganport's own packages use beyond the public interface. It may change in any version. */
export { refusals } from './graph-model/refusals.ts';
export { loweredKernels } from './lowering/registry.ts';
export {
  inBlocks,
  inTheirOrder,
  isSynchronized,
  meanOfWorkers,
  roundOf,
  unreported,
} from './trace/exchange.ts';
export { registerRecordingKernels, type UnsupportedKernel } from './trace/kernels.ts';
export { type KernelCall, RecordingBackend } from './trace/recording-backend.ts';
export { withoutCell } from './stored-weights.ts';
