/**
 * Element types by the names that the Open Inference Protocol has for them ("Tensor Data Types"). Texts,
 * its BYTES, are not sent.
 */
import { RuntimeError } from '../errors.ts';
import type { ElementType } from '../tensor.ts';

const names: Readonly<Record<Exclude<ElementType, 'string'>, string>> = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
};

const types: ReadonlyMap<string, ElementType> = new Map(
  (Object.keys(names) as (keyof typeof names)[]).map((dtype) => [names[dtype], dtype]),
);

/** `FP32` for float32. @throws RuntimeError `invalid-feed` for texts */
export function datatypeOf(dtype: ElementType): string {
  if (dtype !== 'string') return names[dtype];
  const message = 'texts are not sent to or from a server; run the model in this process';
  throw new RuntimeError('invalid-feed', message);
}

/**
 * @param what the tensor, for messages
 * @throws RuntimeError `invalid-feed` for a name that is none, or whose tensors ganport does not have
 */
export function dtypeOf(datatype: unknown, what: string): ElementType {
  const dtype = typeof datatype === 'string' ? types.get(datatype) : undefined;
  if (dtype) return dtype;
  const got = typeof datatype === 'string' ? `'${datatype.slice(0, 20)}'` : typeof datatype;
  const known = [...types.keys()].join(', ');
  throw new RuntimeError('invalid-feed', `${what}: datatype must be one of ${known}, got ${got}`);
}
