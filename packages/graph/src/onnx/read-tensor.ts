/**
 * TensorProto → Constant: the numbers lie in raw_data, in a field that depends on the element type
 * (onnx/onnx onnx.proto, TensorProto), or in a file beside the model.
 */
import { GraphError } from '../errors.ts';
import { constantOf } from '../graph/constant.ts';
import { sizeOf } from '../graph/shape.ts';
import { type DataType, dataTypeOf, dataTypes, type NumberType } from '../graph/data-type.ts';
import type { Constant } from '../graph/graph.ts';
import { checkLocation, type ExternalRegion } from './external-data.ts';
import { externalLocation, type Int64, type TensorProto } from './schema.ts';

/**
 * Returns the bytes of a region for the tensor of this name.
 *
 * @throws GraphError 'file' or 'bad-model' when they are not there
 */
export type RegionReader = (region: ExternalRegion, tensor: string) => Uint8Array;

/** Which field holds the elements when raw_data does not. A float16 is its bit pattern. */
const fields = {
  float32: 'floatData',
  float64: 'doubleData',
  float16: 'int32Data',
  int8: 'int32Data',
  int16: 'int32Data',
  int32: 'int32Data',
  int64: 'int64Data',
  uint8: 'int32Data',
  uint16: 'int32Data',
  uint32: 'uint64Data',
  uint64: 'uint64Data',
  bool: 'int32Data',
} as const satisfies Readonly<Record<NumberType, keyof TensorProto>>;

/** @throws GraphError 'bad-model' for a type that ganport does not read or missing numbers */
export function readTensor(tensor: TensorProto, where: string, read: RegionReader): Constant {
  const dtype = readNumberType(tensor.dataType, where);
  const shape = (tensor.dims ?? []).map((size) => {
    const number = Number(size);
    if (Number.isSafeInteger(number) && number >= 0) return number;
    throw new GraphError('bad-model', `${where}: ${size} is not a size`);
  });
  if (tensor.segment) throw new GraphError('bad-model', `${where} is stored in segments`);
  const length = sizeOf(shape);
  const byteLength = length * dataTypes[dtype].bytes;
  if (tensor.dataLocation === externalLocation) {
    const bytes = read(region(tensor, where, byteLength), where);
    return fromBytes(dtype, shape, bytes, byteLength, where);
  }
  if (tensor.rawData !== undefined && tensor.rawData.length > 0) {
    return fromBytes(dtype, shape, tensor.rawData, byteLength, where);
  }
  const values: readonly Int64[] = tensor[fields[dtype]] ?? [];
  if (values.length !== length) {
    throw new GraphError(
      'bad-model',
      `${where}: ${values.length} numbers do not fill ${dtype}[${shape.join(',')}]`,
    );
  }
  return constantOf(
    dtype,
    shape,
    values.map((value) => (/^u?int64$/.test(dtype) ? BigInt(value) : Number(value))),
  );
}

function readNumberType(onnx: number | undefined, where: string): NumberType {
  const dtype = readDataType(onnx, where);
  if (dtype !== 'string') return dtype;
  throw new GraphError('bad-model', `${where} is a constant of texts; ganport reads numbers`);
}

/** @throws GraphError 'bad-model' for TensorProto.DataType numbers that ganport does not have */
export function readDataType(onnx: number | undefined, where: string): DataType {
  const dtype = dataTypeOf(onnx ?? 0);
  if (dtype !== undefined) return dtype;
  throw new GraphError(
    'bad-model',
    `${where} has element type ${onnx ?? 0} (TensorProto.DataType), which ganport does not read`,
  );
}

function region(tensor: TensorProto, where: string, byteLength: number): ExternalRegion {
  const entries = new Map(tensor.externalData?.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  checkLocation(location, where);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? byteLength);
  if (location === '' || !Number.isSafeInteger(offset) || offset < 0 || length !== byteLength) {
    throw new GraphError(
      'bad-model',
      `${where} needs ${byteLength} bytes; its reference to ${JSON.stringify(location)} ` +
        `declares ${length} at ${offset}`,
    );
  }
  return { location, offset, length };
}

/** A typed array starts at a multiple of its element's size; bytes that do not are copied. */
function fromBytes(
  dtype: NumberType,
  shape: readonly number[],
  bytes: Uint8Array,
  byteLength: number,
  where: string,
): Constant {
  if (bytes.byteLength !== byteLength) {
    throw new GraphError(
      'bad-model',
      `${where}: ${bytes.byteLength} bytes do not fill ${dtype}[${shape.join(',')}], ` +
        `which takes ${byteLength}`,
    );
  }
  const { array, bytes: elementBytes } = dataTypes[dtype];
  const aligned = bytes.byteOffset % elementBytes === 0 ? bytes : new Uint8Array(bytes);
  const data = new array(aligned.buffer, aligned.byteOffset, byteLength / elementBytes);
  return { dtype, shape, data };
}
