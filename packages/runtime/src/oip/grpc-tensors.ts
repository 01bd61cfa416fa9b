/** Tensors in the messages of gRPC: their bytes, or typed lists of numbers. */
import { RuntimeError } from '../errors.ts';
import { elementCount, type ElementType, elementTypes, type HostTensor } from '../tensor.ts';
import { datatypeOf, dtypeOf } from './datatypes.ts';
import type { GrpcTensor } from './grpc-schema.ts';
import { bytesOfTensor, tensorOfBytes } from './numbers.ts';
import { readShape } from './tensor-body.ts';

/** The list of InferTensorContents that has the numbers of an element type; float16 has none. */
const lists: Readonly<Partial<Record<ElementType, string>>> = {
  bool: 'boolContents',
  int8: 'intContents',
  int16: 'intContents',
  int32: 'intContents',
  int64: 'int64Contents',
  uint8: 'uintContents',
  uint16: 'uintContents',
  uint32: 'uintContents',
  uint64: 'uint64Contents',
  float32: 'fp32Contents',
  float64: 'fp64Contents',
};

/** A message's tensors and their bytes. */
export function writeGrpcTensors(tensors: readonly (readonly [string, HostTensor])[]): {
  readonly tensors: GrpcTensor[];
  readonly raw: Uint8Array[];
} {
  return {
    tensors: tensors.map(([name, { dtype, dims }]) => ({
      name,
      datatype: datatypeOf(dtype),
      shape: dims,
    })),
    raw: tensors.map(([, tensor]) => bytesOfTensor(tensor)),
  };
}

/**
 * @param raw the bytes of each tensor; empty where all have lists of numbers
 * @throws RuntimeError `invalid-feed` for tensors that do not fit the protocol
 */
export function readGrpcTensors(
  tensors: readonly GrpcTensor[],
  raw: readonly Uint8Array[],
): Map<string, HostTensor> {
  if (raw.length > 0 && raw.length !== tensors.length) {
    const message = `${raw.length} raw contents for ${tensors.length} tensors; all or none have them`;
    throw new RuntimeError('invalid-feed', message);
  }
  const read = new Map<string, HostTensor>();
  for (const [i, { name, datatype, shape, contents }] of tensors.entries()) {
    if (read.has(name)) throw new RuntimeError('invalid-feed', `tensor ${name}: is given twice`);
    const dims = readShape(shape.map(Number), name);
    const type = { name, dtype: dtypeOf(datatype, `tensor ${name}`), dims };
    const bytes = raw[i];
    read.set(name, bytes ? tensorOfBytes(type, bytes) : tensorOfList(type, contents));
  }
  return read;
}

function tensorOfList(
  { name, dtype, dims }: { name: string; dtype: ElementType; dims: readonly number[] },
  contents: GrpcTensor['contents'],
): HostTensor {
  const list = lists[dtype];
  const values = (list === undefined ? undefined : contents?.[list]) ?? [];
  const count = elementCount(dims);
  if (values.length !== count) {
    const problem = `[${dims.join(', ')}] has ${count} numbers, got ${values.length} in ${list ?? 'no list'}`;
    throw new RuntimeError('invalid-feed', `tensor ${name}: ${problem}`);
  }
  const data = new elementTypes[dtype].array(count);
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (let i = 0; i < count; i++) data[i] = isBig ? BigInt(String(values[i])) : Number(values[i]);
  return { dtype, dims, data };
}
