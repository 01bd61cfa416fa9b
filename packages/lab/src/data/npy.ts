/**
 * NPY, numpy's format of one array: a magic string, a version, a header that is a Python
 * dictionary, and the elements, little-endian in row-major order.
 *
 * Source: numpy.lib.format, "Format Version 1.0" to "3.0".
 */
import { LabError } from '../errors.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data:
    | Uint8Array
    | Int32Array
    | Float32Array
    | Float64Array
    | Int8Array
    | Int16Array
    | Uint16Array
    | Uint32Array
    | BigInt64Array
    | BigUint64Array;
}

/** Elements that can be written; texts are numpy's `<U`, as many code points as the longest has. */
export type NpyData =
  | Uint8Array
  | Uint16Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly string[];

const MAGIC = '\x93NUMPY';

/** The arrays of numpy's type codes, byte order and size included. */
const types = {
  '|b1': Uint8Array,
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i2': Int16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '<u8': BigUint64Array,
  '<i8': BigInt64Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;

/**
 * Reads an array.
 *
 * @param name for messages
 * @throws LabError 'corrupt-file', or 'data-mismatch' for unsupported element types and orders
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const { descr, shape, isTransposed, elements } = opened(bytes, name);
  const ArrayType = Object.hasOwn(types, descr) ? types[descr as keyof typeof types] : undefined;
  if (!ArrayType || isTransposed) {
    const held = ArrayType ? 'columns before rows' : `elements of type ${descr.slice(0, 20)}`;
    const message = `${name}: holds ${held}; save it as a row-major array of uint8 or float32`;
    throw new LabError('data-mismatch', message);
  }
  return { shape, data: new ArrayType(elements(ArrayType.BYTES_PER_ELEMENT)) };
}

/** Whether an array is of texts, numpy's `<U`. */
export function isTextNpy(bytes: Uint8Array, name: string): boolean {
  return TEXTS.test(opened(bytes, name).descr);
}

/**
 * Reads a list of texts, numpy's `<U`. Numbers that are no characters become \uFFFD.
 *
 * @param name for messages
 * @throws LabError 'corrupt-file', or 'data-mismatch' for other elements and for more axes
 */
export function parseTextNpy(bytes: Uint8Array, name: string): string[] {
  const { descr, shape, elements } = opened(bytes, name);
  const [, digits] = TEXTS.exec(descr) ?? [];
  if (digits === undefined || shape.length !== 1) {
    const message = `${name}: holds ${descr.slice(0, 20)} [${shape.join(', ')}]; save it as a list of texts (numpy's <U)`;
    throw new LabError('data-mismatch', message);
  }
  const width = Number(digits);
  const points = new Uint32Array(elements(width * Uint32Array.BYTES_PER_ELEMENT));
  return Array.from({ length: shape[0] ?? 0 }, (_, i) => {
    const own = points.subarray(i * width, (i + 1) * width);
    const end = own.findLastIndex((point) => point !== 0) + 1;
    return Array.from(own.subarray(0, end), characterOf).join('');
  });
}

const TEXTS = /^<U([1-9]\d{0,5})$/;
const MOST_POINT = 0x10ffff;

/** Halves of pairs in UTF-16 are no characters. */
const characterOf = (point: number) =>
  point > MOST_POINT || (point >= 0xd800 && point <= 0xdfff)
    ? '\uFFFD'
    : String.fromCodePoint(point);

/** The header of an array, and how its elements are read. */
function opened(bytes: Uint8Array, name: string) {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString('latin1', 0, 6) !== MAGIC || view.length < 12) {
    throw new LabError('corrupt-file', `${name}: not a numpy array; save it again`);
  }
  const long = (view[6] ?? 1) > 1;
  const start = long ? 12 : 10;
  const end = start + (long ? view.readUInt32LE(8) : view.readUInt16LE(8));
  const header = view.toString('utf8', start, end);
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descr === undefined || dims === undefined) {
    throw new LabError('corrupt-file', `${name}: has no numpy header; save it again`);
  }
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [sizeOf(dim, name)]));
  return {
    ...{ descr, shape },
    isTransposed: /'fortran_order':\s*True/.test(header),
    /** Copied, because typed arrays start at multiples of their element's size. */
    elements(size: number): ArrayBuffer {
      const needed = end + size * shape.reduce((product, dim) => product * dim, 1);
      if (view.length >= needed) return new Uint8Array(bytes.subarray(end, needed)).buffer;
      const message = `${name}: truncated: ${view.length} bytes where its header declares ${needed}; save it again`;
      throw new LabError('corrupt-file', message);
    },
  };
}

/** A size in a header. Python's own long integers end with L. */
function sizeOf(text: string, name: string): number {
  const [, digits] = /^\s*(\d+)L?\s*$/.exec(text) ?? [];
  const size = Number(digits);
  if (digits !== undefined && Number.isSafeInteger(size)) return size;
  const message = `${name}: its shape has the size ${text.trim().slice(0, 20)}, sizes are whole numbers from 0; save it again`;
  throw new LabError('corrupt-file', message);
}

/** The bytes of the elements of an array, once it is written. */
export function npyBytes(data: NpyData): number {
  return isTexts(data) ? data.length * longest(data) * 4 : data.byteLength;
}

function isTexts(data: NpyData): data is readonly string[] {
  return !ArrayBuffer.isView(data);
}

/** The code points of the longest text; numpy has no type for texts of none. */
function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, Array.from(text).length), 1);
}

/** Texts as numpy has them: code points of 32 bits, and zeros behind. */
function codePoints(texts: readonly string[]): Uint32Array {
  const width = longest(texts);
  const points = new Uint32Array(texts.length * width);
  for (const [i, text] of texts.entries()) {
    points.set(
      Array.from(text, (character) => character.codePointAt(0) ?? 0),
      i * width,
    );
  }
  return points;
}

/** The type code of an array that can be written. */
function codeOf(data: NpyData): string {
  if (isTexts(data)) return `<U${longest(data)}`;
  const codes = Object.keys(types) as (keyof typeof types)[];
  // Every type of NpyData is in the table; '|b1', whose array is that of '|u1', comes first there.
  return codes.findLast((code) => data instanceof types[code]) ?? '';
}

/** Encodes an array as numpy does. */
export function encodeNpy(data: NpyData, shape: readonly number[]): Uint8Array {
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${codeOf(data)}', 'fortran_order': False, 'shape': (${dims}), }`;
  // Spaces until the elements start at a multiple of 64, and a line feed.
  const padding = 63 - ((10 + dictionary.length) % 64);
  const header = `${dictionary}${' '.repeat(padding)}\n`;
  const start = Buffer.from(`${MAGIC}\x01\x00\x00\x00${header}`, 'latin1');
  start.writeUInt16LE(header.length, 8);
  const { buffer, byteOffset, byteLength } = isTexts(data) ? codePoints(data) : data;
  return Buffer.concat([start, new Uint8Array(buffer, byteOffset, byteLength)]);
}
