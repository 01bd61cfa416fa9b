/**
 * tfjs's wasm backend with the kernels that it lacks: those of tfjs's cpu backend, which read and write the
 * numbers of the wasm backend. So a model with one operator that wasm does not have is still computed in
 * milliseconds.
 */
import type { KernelBackend, KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tfjs.ts';
import { wasmEinsum } from './wasm-einsum.ts';

type KernelCall = Parameters<KernelFunc>[0];

/** Calls that the wasm backend computes wrong: it cuts 0.5 to the integer 0 before it asks whether it is zero. */
const wrong: Readonly<Record<string, (call: KernelCall) => boolean>> = {
  [tf.Cast]: ({ attrs }) => attrs?.['dtype'] === 'bool',
};

/** Kernels that are made of the wasm backend's own. */
const composed: Readonly<Record<string, KernelFunc>> = { [tf.Einsum]: wasmEinsum };

let isComplete = false;

/**
 * Registers kernels for the wasm backend, once. A call that a kernel refuses (for its dtype, for example) is
 * the cpu backend's, too.
 */
export function completeWasmKernels(): void {
  if (isComplete) return;
  isComplete = true;
  for (const config of tf.getKernelsForBackend('cpu')) {
    const { kernelName } = config;
    const own = tf.getKernel(kernelName, 'wasm');
    if (own) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...own, kernelName, backendName: 'wasm', kernelFunc: either(own, config) });
  }
}

function either(own: KernelConfig | undefined, onCpu: KernelConfig): KernelFunc {
  const isWrong = wrong[onCpu.kernelName];
  const onWasm = own?.kernelFunc ?? composed[onCpu.kernelName];
  return (call) => {
    if (!onWasm || isWrong?.(call)) return computeOnCpu(onCpu, call);
    try {
      return onWasm(call);
    } catch {
      return computeOnCpu(onCpu, call);
    }
  };
}

function computeOnCpu({ kernelFunc }: KernelConfig, call: KernelCall): TensorInfo | TensorInfo[] {
  const { inputs, attrs = {} } = call;
  const wasm = call.backend as KernelBackend;
  const cpu = tf.engine().findBackend('cpu');
  const moved: TensorInfo[] = [];
  const move = (from: KernelBackend, to: KernelBackend, { dataId, shape, dtype }: TensorInfo) => {
    const values = from.readSync(dataId).slice() as Float32Array;
    return { dataId: to.write(values, shape, dtype), shape, dtype };
  };
  const toCpu = (info: TensorInfo): TensorInfo => {
    const copy = move(wasm, cpu, info);
    moved.push(copy);
    return copy;
  };
  // The inputs of Concat and Pack are an array.
  const onCpu = (Array.isArray(inputs) ? [] : {}) as typeof inputs;
  for (const [name, info] of Object.entries(inputs)) if (info) onCpu[name] = toCpu(info);
  const result = kernelFunc({ inputs: onCpu, attrs, backend: cpu });
  const results = [result].flat();
  const own = results.map((info) => move(cpu, wasm, info));
  for (const { dataId } of [...moved, ...results]) cpu.disposeData(dataId, true);
  return Array.isArray(result) ? own : (own[0] as TensorInfo);
}
