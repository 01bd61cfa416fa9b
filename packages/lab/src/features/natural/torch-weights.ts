/**
 * Weights that `torch.save` wrote before PyTorch 1.6: pickles of a magic number, the protocol, the
 * system, the dictionary of tensors and the keys of their storages, then each storage's length and its
 * numbers. Only tensors of float32 are read; counters of int64, which training alone needs, are left out.
 *
 * Source: PyTorch, torch/serialization.py, `_legacy_save`.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { LabError } from '../../errors.ts';
import { readPickle, type Globals } from './pickle.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

interface Storage {
  readonly key: string;
  readonly bytesPerNumber: number;
  readonly count: number;
}

interface StoredTensor {
  readonly storage: Storage;
  readonly dims: readonly number[];
  /** The steps along each axis, in numbers. */
  readonly strides: readonly number[];
}

/** By the name of the storage's class. */
const bytesPerNumber: ReadonlyMap<string, number> = new Map([
  ['torch FloatStorage', 4],
  ['torch LongStorage', 8],
]);

/**
 * Reads the tensors of a file by name.
 *
 * @param file named in errors
 * @throws LabError 'corrupt-file' when it is no such file
 */
export function readTorchWeights(bytes: Uint8Array, file: string): TensorMap {
  const fail = (problem: string) =>
    new LabError('corrupt-file', `${file}: no weights of PyTorch (${problem}); fetch it again`);
  let at = 0;
  const next = (globals: Globals = noGlobals): unknown => {
    const { value, end } = readPickle(bytes, at, globals, file);
    at = end;
    return value;
  };
  if (next() !== MAGIC || next() !== PROTOCOL) throw fail('another format');
  next();
  const storages = new Map<string, Storage>();
  const tensors = next(globalsOf(storages));
  const keys = next();
  if (!(tensors instanceof Map) || !Array.isArray(keys)) throw fail('no tensors');
  const numbers = new Map<string, Float32Array>();
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const key of keys) {
    const storage = storages.get(String(key));
    if (!storage || at + 8 > view.length) throw fail('storages are missing');
    const length = storage.count * storage.bytesPerNumber;
    const start = at + 8;
    at = start + length;
    if (view.readBigInt64LE(start - 8) !== BigInt(storage.count) || at > view.length) {
      throw fail(`the storage ${storage.key} has another length`);
    }
    // A copy, since the offset may be no multiple of 4.
    if (storage.bytesPerNumber === 4) {
      numbers.set(storage.key, new Float32Array(new Uint8Array(bytes.subarray(start, at)).buffer));
    }
  }
  const found: Record<string, HostTensor> = {};
  for (const [name, tensor] of tensors as Map<string, StoredTensor>) {
    const stored = numbers.get(tensor.storage.key);
    if (!stored) continue;
    found[name] = { dtype: 'float32', dims: tensor.dims, data: inRows(tensor, stored) };
  }
  return found;
}

const noGlobals: Globals = {
  call: (name) => {
    throw new Error(`${name} is not supported`);
  },
  persistent: () => {
    throw new Error('a reference is not supported here');
  },
};

/** @param storages receives the storages that tensors refer to */
function globalsOf(storages: Map<string, Storage>): Globals {
  return {
    call(name, args) {
      if (name === 'collections OrderedDict') return new Map();
      if (name !== 'torch._utils _rebuild_tensor_v2') return noGlobals.call(name, args);
      const [storage, offset, dims, strides] = args;
      return wholeTensor(storage as Storage, offset, dims as number[], strides as number[]);
    },
    persistent(id) {
      const [kind, type, key, , count] = id as [string, { text: string }, string, string, number];
      const size = kind === 'storage' ? bytesPerNumber.get(type.text) : undefined;
      if (size === undefined) throw new Error(`a storage of ${type.text} is not supported`);
      const storage = { key, count, bytesPerNumber: size };
      storages.set(key, storage);
      return storage;
    },
  };
}

/** A tensor of all numbers of its storage, in any order of its axes; no other is written for weights. */
function wholeTensor(
  storage: Storage,
  offset: unknown,
  dims: readonly number[],
  strides: readonly number[],
): StoredTensor {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const last = dims.reduce((sum, dim, axis) => sum + (dim - 1) * (strides[axis] ?? NaN), 0);
  if (offset !== 0 || count !== storage.count || last !== count - 1) {
    throw new Error(`a part of the storage ${storage.key} is not supported`);
  }
  return { storage, dims, strides };
}

/** The numbers of a tensor in row-major order. */
function inRows({ dims, strides }: StoredTensor, numbers: Float32Array): Float32Array {
  const out = new Float32Array(numbers.length);
  const index = dims.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = numbers[from] as number; // In range, by wholeTensor.
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const [at, dim, stride] = [index[axis] as number, dims[axis] as number, strides[axis] ?? NaN];
      if (at + 1 < dim) {
        index[axis] = at + 1;
        from += stride;
        break;
      }
      index[axis] = 0;
      from -= at * stride;
    }
  }
  return out;
}
