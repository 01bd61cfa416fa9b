/** Texts of a file: the lines of a .txt, or a .json of texts in as many lists as the input has axes. */
import { elementCount, encodeTexts, type HostTensor } from '@ganport/runtime';
import { CliError } from '../errors.ts';

/**
 * @param rank how many axes the input has; the lines of a .txt are the first axis, the others are of size 1
 * @throws CliError 'bad-argument' for what is no texts, or texts in lists of different lengths
 */
export function parseTexts(bytes: Uint8Array, path: string, rank: number): HostTensor {
  const content = decode(bytes, path);
  if (path.toLowerCase().endsWith('.txt')) {
    const lines = content.replace(/\r?\n$/, '').split(/\r?\n/);
    return tensorOf(lines, [lines.length, ...Array<number>(Math.max(0, rank - 1)).fill(1)]);
  }
  if (!path.toLowerCase().endsWith('.json')) {
    throw bad(`${path}: the input takes texts, from a .txt of lines or a .json`);
  }
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    throw bad(`${path}: is no JSON`, cause);
  }
  const dims: number[] = [];
  for (
    let level = data;
    Array.isArray(level) && dims.length < MOST_AXES;
    level = level[0] as unknown
  )
    dims.push(level.length);
  const texts: unknown[] = Array.isArray(data) ? data.flat(MOST_AXES) : [data];
  const isRegular = hasShape(data, dims);
  if (isRegular && texts.every((text) => typeof text === 'string')) return tensorOf(texts, dims);
  throw bad(`${path}: must have texts in lists of equal lengths, for example ["one", "two"]`);
}

/** More axes are no input. */
const MOST_AXES = 8;

function hasShape(data: unknown, [size, ...rest]: readonly number[]): boolean {
  if (size === undefined) return !Array.isArray(data);
  return Array.isArray(data) && data.length === size && data.every((item) => hasShape(item, rest));
}

function tensorOf(texts: readonly string[], dims: readonly number[]): HostTensor {
  if (elementCount(dims) !== texts.length) throw bad('texts do not fill their shape');
  return { dtype: 'string', dims, data: encodeTexts(texts) };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bad(`${path}: is not UTF-8`, cause);
  }
}

function bad(message: string, cause?: unknown): CliError {
  return new CliError('bad-argument', message, { cause });
}
