/**
 * Checks what a caller passes against what the model declares, before ONNX Runtime sees it, so that
 * a mistake is one line that names the tensor. Values are not looked at.
 */
import { RuntimeError } from './errors.ts';
import type { ValueInfo } from './session.ts';
import {
  countOf,
  elementCount,
  elementTypes,
  type HostTensor,
  isElementType,
  type TensorMap,
} from './tensor.ts';

/**
 * Checks that feeds, or a state, are tensors by name, whatever a caller in plain JavaScript passes.
 *
 * @param what `feeds` or `state`, for messages
 * @throws RuntimeError `invalid-feed`
 */
export function checkTensorMap(what: string, tensors: unknown): asserts tensors is TensorMap {
  if (typeof tensors !== 'object' || tensors === null || Array.isArray(tensors)) {
    throw invalid(`${what}: expected an object of tensors by name, got ${typeName(tensors)}`);
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    const { dtype, dims, data } = (tensor ?? {}) as Partial<HostTensor>;
    const isTensor =
      typeof dtype === 'string' &&
      isElementType(dtype) &&
      Array.isArray(dims) &&
      dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0) &&
      ArrayBuffer.isView(data);
    if (isTensor) continue;
    throw invalid(
      `${what} ${name}: expected a tensor { dtype, dims, data } with whole dims and a typed array`,
    );
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}

/**
 * Every declared input must be fed with its dtype and shape, and nothing else.
 * @throws RuntimeError `invalid-feed`
 */
export function checkFeeds(inputs: readonly ValueInfo[], feeds: TensorMap): void {
  checkTensorMap('feeds', feeds);
  for (const input of inputs) {
    const tensor = Object.hasOwn(feeds, input.name) ? feeds[input.name] : undefined;
    if (tensor === undefined) {
      const given = Object.keys(feeds).join(', ') || 'none';
      throw invalid(`input ${input.name}: missing, expected ${signature(input)}, got ${given}`);
    }
    checkTensor('input', input, tensor);
  }
  const known = new Set(inputs.map(({ name }) => name));
  const unknown = Object.keys(feeds).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw invalid(`input ${unknown}: the model has no such input, only ${[...known].join(', ')}`);
  }
}

/** @throws RuntimeError `invalid-feed` for fetches that are no names */
function checkNames(fetches: unknown): void {
  if (fetches === undefined) return;
  const names: unknown[] = Array.isArray(fetches) ? fetches : [fetches];
  const odd = names.findIndex((name) => typeof name !== 'string');
  if (Array.isArray(fetches) && odd < 0) return;
  const got = Array.isArray(fetches) ? `${typeName(names[odd])} among them` : typeName(fetches);
  throw invalid(`fetches: expected an array of names, got ${got}`);
}

/**
 * The outputs to compute, in the caller's order; all when `fetches` is not given.
 * @throws RuntimeError `invalid-feed` for a name the model does not have
 */
export function checkFetches(
  outputs: readonly ValueInfo[],
  fetches: readonly string[] | undefined,
): readonly string[] {
  const names = outputs.map(({ name }) => name);
  checkNames(fetches);
  const unknown = fetches?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw invalid(`output ${unknown}: the model has no such output, only ${names.join(', ')}`);
  }
  return fetches ?? names;
}

/** @throws RuntimeError `invalid-feed` when dtype, rank, a fixed dimension or the length differs */
export function checkTensor(kind: 'input' | 'state', info: ValueInfo, tensor: HostTensor): void {
  const { dtype, dims, data } = tensor;
  const fits =
    dtype === info.dtype &&
    dims.length === info.dims.length &&
    info.dims.every((dim, i) => typeof dim === 'string' || dim === dims[i]);
  if (!fits) {
    throw invalid(`${kind} ${info.name}: expected ${signature(info)}, got ${signature(tensor)}`);
  }
  if (!(data instanceof elementTypes[dtype].array) || countOf(dtype, data) !== elementCount(dims)) {
    throw invalid(
      `${kind} ${info.name}: ${signature(tensor)} needs a ${elementTypes[dtype].array.name} of ` +
        `${elementCount(dims)}, got a ${data.constructor.name} of ${countOf(dtype, data)}`,
    );
  }
}

/** For example `float32[N, 28, 28, 1]`. */
function signature({ dtype, dims }: Pick<ValueInfo, 'dtype' | 'dims'>): string {
  return `${dtype}[${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}

function invalid(message: string): RuntimeError {
  return new RuntimeError('invalid-feed', message);
}
