/**
 * Connects tfjs to the builder. Every kernel of tfjs's CPU backend is registered for a recording backend:
 * it computes if all inputs are known, and otherwise records its lowering. Kernels without a lowering are
 * collected, so that one trace lists all of them.
 */
import {
  Complex,
  getKernel,
  getKernelsForBackend,
  registerKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
  type backend_util,
  util,
} from '#tfjs-core';
import { ExportError } from '../errors.ts';
import { complexLoweringOf } from '../lowering/complex.ts';
import { loweringOf } from '../lowering/registry.ts';
import '../lowering/index.ts';
import type { RecordingBackend } from './recording-backend.ts';
import { tfDataType, isComplex, type AnyValue } from '../data-types.ts';

/** A kernel without a lowering, with the layer that called it, or ''. */
export interface UnsupportedKernel {
  readonly kernel: string;
  readonly layer: string;
}

type OnUnsupported = (unsupported: UnsupportedKernel) => void;

/**
 * Registers all kernels for the backend of this name that are not registered yet: a program may have
 * registered kernels of its own since the last time.
 *
 * @param onUnsupported called for a kernel without a lowering; it may throw. If it returns, the result is
 * a placeholder of the right shape
 */
export function registerRecordingKernels(backendName: string, onUnsupported: OnUnsupported): void {
  for (const config of getKernelsForBackend('cpu')) {
    if (getKernel(config.kernelName, backendName)) continue;
    registerKernel({
      kernelName: config.kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) =>
        runKernel(config, inputs, attrs ?? {}, backend as RecordingBackend, onUnsupported),
    });
  }
}

function runKernel(
  config: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  backend: RecordingBackend,
  onUnsupported: OnUnsupported,
): TensorInfo | TensorInfo[] {
  // An input may be a list of tensors (ragged kernels), or be left out.
  const tensors = Object.values(inputs)
    .flat()
    .filter((info) => info !== undefined && info !== null);
  const compute = () => config.kernelFunc({ inputs, attrs, backend });
  if (!backend.records(config.kernelName, tensors, { inputs, attrs })) return compute();
  let result: AnyValue | readonly AnyValue[] | undefined;
  try {
    result = lower(config.kernelName, inputs, attrs, backend);
    if (!result) onUnsupported({ kernel: config.kernelName, layer: backend.builder.scope });
  } catch (refusal) {
    backend.afterRefusal(tensors, refusal);
    return compute();
  }
  if (!result) return placeholder(config, inputs, attrs, backend);
  const examples = examplesOf(config, inputs, attrs, backend, tensors);
  return isList(result)
    ? result.map((value, i) => toTensor(value, backend, examples?.[i]))
    : toTensor(result, backend, examples?.[0]);
}

/** Sizes are few; larger tensors are data. */
const maxExampleElements = 256;

/**
 * Numbers of the results at the sizes of this recording, where all inputs have them: what is made of
 * sizes stays usable for shapes.
 */
function examplesOf(
  config: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  backend: RecordingBackend,
  tensors: readonly TensorInfo[],
): backend_util.BackendValues[] | undefined {
  const isSmall = tensors.every(
    (info) =>
      info.dtype !== 'complex64' &&
      util.sizeFromShape(info.shape) <= maxExampleElements &&
      (!backend.isSymbolic(info) || backend.example(info)),
  );
  if (!isSmall) return undefined;
  const known = mapInfos(inputs, (info) => {
    const values = backend.isSymbolic(info) ? backend.example(info) : undefined;
    return values ? backend.makeTensorInfo(info.shape, info.dtype, values) : info;
  });
  const results = [config.kernelFunc({ inputs: known, attrs, backend })].flat();
  return results.map(({ dataId }) => backend.readSync(dataId));
}

/** Undefined for a kernel without a lowering. */
function lower(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  backend: RecordingBackend,
): AnyValue | readonly AnyValue[] | undefined {
  const { builder } = backend;
  const takesComplex = Object.values(inputs).some((info) => info?.dtype === 'complex64');
  // The kernels Complex and Cast make complex values of real ones.
  if (takesComplex || kernelName === Complex || attrs['dtype'] === 'complex64') {
    const values = mapInputs(inputs, (info) => backend.toAnyValue(info));
    return complexLoweringOf(kernelName)?.(builder, values, attrs);
  }
  const values = mapInputs(inputs, (info) => backend.toValue(info));
  return loweringOf(kernelName)?.(builder, values, attrs);
}

/** A lowering may return a constant, such as the zeros of zerosLike, which becomes a known tensor. */
function toTensor(
  value: AnyValue,
  backend: RecordingBackend,
  example?: backend_util.BackendValues,
): TensorInfo {
  if (isComplex(value)) {
    return backend.makeComplex(toTensor(value.real, backend), toTensor(value.imag, backend));
  }
  if (value.origin.kind !== 'constant') return backend.makeSymbolic(value, example);
  const { data } = value.origin.constant;
  const values = data as Float32Array | Int32Array | Uint8Array;
  return backend.makeTensorInfo([...value.shape], tfDataType(value.dtype), values);
}

function isList(result: AnyValue | readonly AnyValue[]): result is readonly AnyValue[] {
  return Array.isArray(result);
}

function mapInfos(
  inputs: NamedTensorInfoMap,
  map: (info: TensorInfo) => TensorInfo,
): NamedTensorInfoMap {
  return mapInputs(inputs, map) as NamedTensorInfoMap;
}

/** The inputs of Concat, Pack and AddN are an array, and stay one. */
function mapInputs<T>(inputs: NamedTensorInfoMap, map: (info: TensorInfo) => T): Record<string, T> {
  const mapped: Record<string, T> = Array.isArray(inputs) ? ([] as never) : {};
  for (const [name, info] of Object.entries(inputs)) if (info) mapped[name] = map(info);
  return mapped;
}

/** A value of the shape that the kernel returns, found by running the CPU kernel on zeros. */
function placeholder(
  config: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
  backend: RecordingBackend,
): TensorInfo | TensorInfo[] {
  const zeros = mapInfos(inputs, (info) =>
    backend.isSymbolic(info)
      ? backend.makeTensorInfo(
          info.shape,
          info.dtype,
          new Float32Array(util.sizeFromShape(info.shape)),
        )
      : info,
  );
  const run = config.kernelFunc({ inputs: zeros, attrs, backend });
  const stand = (info: TensorInfo) =>
    backend.makeSymbolic(
      backend.builder.op(
        'Unsupported',
        [],
        {},
        {
          dtype: tfDataType(info.dtype as 'float32'),
          shape: info.shape,
        },
      ),
    );
  return Array.isArray(run) ? run.map(stand) : stand(run);
}

/** An error that lists every unsupported kernel with its layers. */
export function unsupportedError(unsupported: readonly UnsupportedKernel[]): ExportError {
  const layers = new Map<string, Set<string>>();
  for (const { kernel, layer } of unsupported) {
    layers.set(kernel, (layers.get(kernel) ?? new Set()).add(layer || 'no layer'));
  }
  const list = [...layers].map(([kernel, where]) => `${kernel} (${[...where].join(', ')})`);
  return new ExportError(
    'unsupported-kernel',
    `${layers.size === 1 ? 'a tfjs kernel has' : 'tfjs kernels have'} no ONNX form: ` +
      `${list.join('; ')}; nothing was written. Replace the layers named, or give the kernel an ONNX form with defineLowering of @ganport/export`,
  );
}
