/**
 * Mutations as fast-check arbitraries: of bytes, of JSON and other plain objects, of text. Each takes
 * valid inputs and makes new ones that are nearly valid, since anything else is refused at the first
 * byte.
 */
import fc from 'fast-check';

/** Numbers at the edges of types and of what programs expect. */
const numbers = [
  0,
  -1,
  1,
  2,
  7,
  127,
  128,
  255,
  256,
  65_535,
  65_536,
  2 ** 24,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
  -(2 ** 31),
  -(2 ** 63),
  0.5,
  -0.5,
  1e-300,
  1e300,
];

/** Words that programs take for something else. */
const words = [
  '',
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  '0x10',
  '../../etc/passwd',
  '/dev/zero',
  '\0',
  '\u202e',
  '\ud800',
  'a'.repeat(5000),
  '%',
  '%25',
  '\n',
  '"',
  '{}',
  '[]',
  'true',
  '-0',
  '1,2',
  'x=1',
];

/**
 * @template T
 * @typedef {import('fast-check').Arbitrary<T>} Arbitrary
 */

/** @typedef {{ kind: string, at: number, length: number, value: number, from: number }} ByteChange */

/** @type {Arbitrary<ByteChange>} */
const byteChange = fc.record({
  kind: fc.constantFrom('flip', 'set', 'number', 'cut', 'copy', 'insert', 'end', 'swap'),
  at: fc.nat(),
  from: fc.nat(),
  length: fc.oneof(fc.nat(8), fc.nat(64), fc.nat(4096)),
  value: fc.nat(),
});

/** @type {Readonly<Record<string, (bytes: Buffer, change: ByteChange) => Buffer>>} */
const byteChanges = {
  flip(bytes, { at, value }) {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (value % 8));
    return bytes;
  },
  set(bytes, { at, value }) {
    bytes[at] = value;
    return bytes;
  },
  number(bytes, { at, from, value }) {
    const number = BigInt(Math.trunc(numbers[value % numbers.length] ?? 0));
    const width = /** @type {number} */ ([1, 2, 4, 8][from % 4]);
    const field = Buffer.alloc(8);
    if (from % 8 < 4) field.writeBigUInt64LE(BigInt.asUintN(64, number));
    else field.writeBigUInt64BE(BigInt.asUintN(8 * width, number) << BigInt(64 - 8 * width));
    field.copy(bytes, at, 0, width);
    return bytes;
  },
  cut: (bytes, { at, length }) =>
    Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]),
  copy: (bytes, { at, from, length }) => {
    const start = from % Math.max(1, bytes.length);
    const part = bytes.subarray(start, start + length);
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  insert: (bytes, { at, length, value }) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.alloc(length, value), bytes.subarray(at)]),
  end: (bytes, { at }) => bytes.subarray(0, at),
  swap(bytes, { at, from }) {
    const other = from % Math.max(1, bytes.length);
    [bytes[at], bytes[other]] = [bytes[other] ?? 0, bytes[at] ?? 0];
    return bytes;
  },
};

/**
 * Valid bytes with a few changes.
 * @param {readonly Uint8Array[]} seeds
 * @returns {Arbitrary<Uint8Array>}
 */
export function mutatedBytes(seeds) {
  const changes = fc.array(byteChange, { minLength: 1, maxLength: 6 });
  return fc
    .tuple(fc.constantFrom(...seeds), changes)
    .map(([seed, list]) => changeBytes(seed, list));
}

/** @param {Uint8Array} seed @param {readonly ByteChange[]} changes */
function changeBytes(seed, changes) {
  /** @type {Buffer} */
  let bytes = Buffer.from(seed);
  for (const change of changes) {
    const at = change.at % Math.max(1, bytes.length);
    bytes = byteChanges[change.kind]?.(bytes, { ...change, at }) ?? bytes;
  }
  return bytes;
}

/** @typedef {{ kind: string, path: readonly number[], value: unknown, word: string }} ObjectChange */

/** @type {Arbitrary<unknown>} */
const oddValue = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...numbers) },
  { weight: 3, arbitrary: fc.constantFrom(...words) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      null,
      true,
      [],
      {},
      [[]],
      [null],
      { length: 1e9 },
      '7',
      [1, 2, 3, 4],
    ),
  },
);

/** @type {Arbitrary<ObjectChange>} */
const objectChange = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'remove', 'rename', 'repeat', 'move', 'nest'),
  path: fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
  value: oddValue,
  word: fc.constantFrom(...words),
});

/**
 * Valid objects with a few changes: values replaced, removed, renamed, repeated, moved.
 * @template {object} T
 * @param {readonly T[]} seeds
 * @returns {Arbitrary<T>}
 */
export function mutatedObjects(seeds) {
  const changes = fc.array(objectChange, { minLength: 1, maxLength: 4 });
  return fc.tuple(fc.constantFrom(...seeds), changes).map(([seed, list]) => {
    const copy = structuredClone(seed);
    for (const change of list) changeObject(copy, change);
    return copy;
  });
}

/** @param {object} root @param {ObjectChange} change */
function changeObject(root, { kind, path, value, word }) {
  /** @type {any} */
  let parent = root;
  let key = keyAt(parent, path[0] ?? 0);
  for (const step of path.slice(1)) {
    const child = parent[key];
    if (typeof child !== 'object' || child === null || ArrayBuffer.isView(child)) break;
    if (Object.keys(child).length === 0) break;
    parent = child;
    key = keyAt(parent, step);
  }
  const old = parent[key];
  if (kind === 'replace') define(parent, key, structuredClone(value));
  else if (kind === 'remove' && Array.isArray(parent)) parent.splice(Number(key), 1);
  else if (kind === 'remove') delete parent[key];
  else if (kind === 'rename' && !Array.isArray(parent)) define(parent, word, old);
  else if (kind === 'repeat' && Array.isArray(parent)) parent.push(structuredClone(old));
  else if (kind === 'nest') define(parent, key, { [word]: old });
  else define(parent, keyAt(parent, path.at(-1) ?? 0), structuredClone(old));
}

/** @param {object} object @param {number} number */
function keyAt(object, number) {
  const keys = Object.keys(object);
  return keys[number % Math.max(1, keys.length)] ?? '0';
}

/** Sets a property of its own, also one named `__proto__`. @param {object} object @param {string} key @param {unknown} value */
function define(object, key, value) {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/**
 * Valid JSON with a few changes, sometimes damaged as text, too.
 * @param {readonly object[]} seeds
 * @returns {Arbitrary<Uint8Array>}
 */
export function mutatedJson(seeds) {
  const whole = mutatedObjects(seeds).map((object) => Buffer.from(JSON.stringify(object) ?? ''));
  const damaged = mutatedBytes(seeds.map((seed) => Buffer.from(JSON.stringify(seed))));
  return fc.oneof({ weight: 9, arbitrary: whole }, { weight: 1, arbitrary: damaged });
}

/** A token of text: a word, a number, one other character, or space. */
const token = /[A-Za-z_][\w.]*|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\s+|[^]/gi;

const textChange = fc.record({
  kind: fc.constantFrom('word', 'number', 'remove', 'repeat', 'swap', 'cut', 'mark'),
  at: fc.nat(),
  from: fc.nat(),
  word: fc.constantFrom(...words),
  number: fc.constantFrom(...numbers),
  mark: fc.constantFrom(
    '(',
    ')',
    '<',
    '>',
    '[',
    ']',
    '{',
    '}',
    ',',
    '=',
    '"',
    '#',
    '=>',
    '...',
    ':',
  ),
});

/**
 * Valid text with a few changes of its tokens.
 * @param {readonly string[]} seeds
 * @returns {Arbitrary<Uint8Array>}
 */
export function mutatedText(seeds) {
  const tokens = seeds.map((seed) => seed.match(token) ?? []);
  const changes = fc.array(textChange, { minLength: 1, maxLength: 5 });
  return fc.tuple(fc.constantFrom(...tokens), changes).map(([seed, list]) => {
    /** @type {string[]} */
    const parts = [...seed];
    for (const { kind, at: place, from: other, word, number, mark } of list) {
      const [at, from] = [place % parts.length || 0, other % parts.length || 0];
      if (kind === 'word') parts[at] = word;
      else if (kind === 'number') parts[at] = String(number);
      else if (kind === 'mark') parts[at] = mark;
      else if (kind === 'remove') parts.splice(at, 1);
      else if (kind === 'cut') parts.splice(at);
      else if (kind === 'repeat') parts.splice(at, 0, ...parts.slice(from, from + 20));
      else [parts[at], parts[from]] = [parts[from] ?? '', parts[at] ?? ''];
    }
    return Buffer.from(parts.join(''));
  });
}

/** One of the odd words, for names and arguments. @type {Arbitrary<string>} */
export const oddWord = fc.oneof(fc.constantFrom(...words), fc.constantFrom(...numbers).map(String));
