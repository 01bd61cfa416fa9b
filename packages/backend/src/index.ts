/**
 * tfjs programs on ONNX Runtime: single functions with `jit`, whole programs with the tfjs backend
 * `onnx`.
 *
 * @module
 */
export { BackendError, type BackendErrorCode } from './errors.ts';
export type { HostTensors } from './host-tensor.ts';
export { jit, type Jitted, type JitOptions } from './jit.ts';
export type { RandomSource } from './random.ts';
export { registerOnnxBackend, type OnnxBackendOptions } from './register-onnx-backend.ts';
