/** What ganport's own packages use beyond the public interface. It may change in any version. */
export { refusals } from './graph-model/refusals.ts';
export { loweredKernels } from './lowering/registry.ts';
export { registerRecordingKernels, type UnsupportedKernel } from './trace/kernels.ts';
export { RecordingBackend } from './trace/recording-backend.ts';
export { withoutCell } from './stored-weights.ts';
