/**
 * Sessions that compute at once in a page or in its worker, on WebAssembly. The module has a memory of
 * its own, into which feeds are copied.
 */
/* oxlint-disable no-underscore-dangle -- the names of the module */
import { RuntimeError } from '../errors.ts';
import { invalidModel } from '../local/open.ts';
import { runFailed } from '../local/session.ts';
import type { OpenSync, SyncSession } from '../sync.ts';
import { elementTypes, type ElementType, type HostTensor, type TensorMap } from '../tensor.ts';
import {
  allocate,
  check,
  logLevel,
  pointerOf,
  type WasmConfig,
  type WasmModule,
  wasmModule,
  withWords,
} from './wasm-module.ts';

type Pointer = number;

/** The name of an input or an output, for JavaScript and for the module. */
interface Name {
  readonly text: string;
  readonly pointer: Pointer;
}

const allOptimizations = 99;
const onCpu = 1;

const typeOf = new Map(
  Object.entries(elementTypes).map(([name, { onnx }]) => [onnx, name as ElementType]),
);

/** @throws Error when the module does not load */
export async function wasmSessions(config: WasmConfig): Promise<OpenSync> {
  const module = await wasmModule(config);
  return (model) => {
    try {
      return openSession(module, model);
    } catch (cause) {
      throw invalidModel('model', 'wasm', cause);
    }
  };
}

function openSession(module: WasmModule, model: Uint8Array): SyncSession {
  const session = createSession(module, model);
  const { inputs, outputs } = namesOf(module, session);
  const runOptions = pointerOf(module, module._OrtCreateRunOptions(logLevel, 0, false, 0));
  return {
    run: (feeds) => {
      try {
        return compute(module, session, inputs, outputs, feeds, runOptions);
      } catch (cause) {
        throw cause instanceof RuntimeError ? cause : runFailed(cause);
      }
    },
    dispose: () => {
      for (const { pointer } of [...inputs, ...outputs]) module._OrtFree(pointer);
      module._OrtReleaseRunOptions(runOptions);
      module._OrtReleaseSession(session);
    },
  };
}

function createSession(module: WasmModule, model: Uint8Array): Pointer {
  const options = pointerOf(
    module,
    module._OrtCreateSessionOptions(allOptimizations, true, true, 0, false, 0, 0, logLevel, 0, 0),
  );
  const bytes = allocate(module, model.length);
  try {
    module.HEAPU8.set(model, bytes);
    return pointerOf(module, module._OrtCreateSession(bytes, model.length, options));
  } finally {
    module._free(bytes);
    module._OrtReleaseSessionOptions(options);
  }
}

function namesOf(module: WasmModule, session: Pointer): { inputs: Name[]; outputs: Name[] } {
  return withWords(module, 2, ({ at, get }) => {
    check(module, module._OrtGetInputOutputCount(session, at(0), at(1)));
    const [inputs, outputs] = [get(0), get(1)];
    const names = Array.from({ length: inputs + outputs }, (_, index): Name => {
      check(module, module._OrtGetInputOutputMetadata(session, index, at(0), at(1)));
      module._OrtFree(get(1));
      return { text: module.UTF8ToString(get(0)), pointer: get(0) };
    });
    return { inputs: names.slice(0, inputs), outputs: names.slice(inputs) };
  });
}

function compute(
  module: WasmModule,
  session: Pointer,
  inputs: readonly Name[],
  outputs: readonly Name[],
  feeds: TensorMap,
  options: Pointer,
): Record<string, HostTensor> {
  const words = 2 * (inputs.length + outputs.length);
  return withWords(module, words, ({ at, get }) => {
    const memory: Pointer[] = [];
    const tensors: Pointer[] = [];
    const outputNames = 2 * inputs.length;
    const results = outputNames + outputs.length;
    try {
      for (const [i, { text, pointer }] of inputs.entries()) {
        const { dtype, dims, data } = feeds[text] as HostTensor;
        const bytes = allocate(module, data.byteLength);
        memory.push(bytes);
        module.HEAPU8.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), bytes);
        const tensor = createTensor(module, elementTypes[dtype].onnx, bytes, data.byteLength, dims);
        tensors.push(tensor);
        module.setValue(at(i), pointer, '*');
        module.setValue(at(inputs.length + i), tensor, '*');
      }
      for (const [i, { pointer }] of outputs.entries()) {
        module.setValue(at(outputNames + i), pointer, '*');
        module.setValue(at(results + i), 0, '*');
      }
      const [names, values] = [at(0), at(inputs.length)];
      check(
        module,
        module._OrtRun(
          session,
          names,
          values,
          inputs.length,
          at(outputNames),
          outputs.length,
          at(results),
          options,
        ),
      );
      for (const i of outputs.keys()) tensors.push(get(results + i));
      return Object.fromEntries(
        outputs.map(({ text }, i) => [text, readTensor(module, get(results + i))]),
      );
    } finally {
      for (const tensor of tensors) module._OrtReleaseTensor(tensor);
      for (const pointer of memory) module._free(pointer);
    }
  });
}

function createTensor(
  module: WasmModule,
  type: number,
  data: Pointer,
  bytes: number,
  dims: readonly number[],
): Pointer {
  return withWords(module, Math.max(dims.length, 1), ({ at }) => {
    for (const [i, dim] of dims.entries()) module.setValue(at(i), dim, '*');
    return pointerOf(module, module._OrtCreateTensor(type, data, bytes, at(0), dims.length, onCpu));
  });
}

/** A copy of a result, which is of numbers: tfjs's kernels have no texts. */
function readTensor(module: WasmModule, tensor: Pointer): HostTensor {
  return withWords(module, 4, ({ at, get }) => {
    check(module, module._OrtGetTensorData(tensor, at(0), at(1), at(2), at(3)));
    const [type, data, sizes, rank] = [get(0), get(1), get(2), get(3)] as const;
    const dims = Array.from({ length: rank }, (_, i) =>
      Number(module.getValue(sizes + i * module.PTR_SIZE, '*')),
    );
    module._OrtFree(sizes);
    const dtype = typeOf.get(type);
    if (!dtype) throw new RuntimeError('run-failed', `an output has the type ${type}`);
    const { array } = elementTypes[dtype];
    const length = dims.reduce((product, dim) => product * dim, 1);
    const bytes = module.HEAPU8.slice(data, data + length * array.BYTES_PER_ELEMENT);
    return { dtype, dims, data: new array(bytes.buffer, 0, length) };
  });
}
