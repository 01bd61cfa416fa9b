/**
 * Python's pickle, as far as files of weights need it: protocol 2 with lists, dictionaries, tuples,
 * strings, integers, and what `Globals` makes of names. A pickle is a program for a stack; here it can
 * make only these values and call nothing.
 *
 * Source: CPython, Lib/pickletools.py, whose names the operations have.
 */
import { LabError } from '../../errors.ts';

export interface Globals {
  /** The value of a call of a named function or class, such as `collections OrderedDict`. */
  call(name: string, args: readonly unknown[]): unknown;
  /** The value of a persistent id, a reference to what is stored outside of the pickle. */
  persistent(id: unknown): unknown;
}

/** The name of a function or a class; made by GLOBAL, used by REDUCE. */
class Name {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

interface Machine {
  readonly view: Buffer;
  at: number;
  readonly stack: unknown[];
  /** The heights of the stack at which marks are. */
  readonly marks: number[];
  readonly memo: Map<number, unknown>;
  readonly globals: Globals;
}

/**
 * Reads one pickle.
 *
 * @param start its offset
 * @param file named in errors
 * @returns its value (dictionaries are maps, tuples and lists are arrays) and the offset behind it
 * @throws LabError 'corrupt-file' for anything else than such a pickle
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  globals: Globals,
  file: string,
): { readonly value: unknown; readonly end: number } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const machine: Machine = { view, at: start, stack: [], marks: [], memo: new Map(), globals };
  try {
    for (;;) {
      const code = view.readUInt8(machine.at++);
      if (code === STOP) return { value: pop(machine), end: machine.at };
      const operation = operations.get(code);
      if (!operation) throw new Error(`the operation 0x${code.toString(16)} is not supported`);
      operation(machine);
    }
  } catch (cause) {
    const message = `${file}: cannot be read as a pickle at byte ${machine.at}: ${(cause as Error).message}; fetch it again`;
    throw new LabError('corrupt-file', message, { cause });
  }
}

const STOP = '.'.charCodeAt(0);

type Operation = (machine: Machine) => void;

const operations: ReadonlyMap<number, Operation> = new Map(
  (
    [
      ['\x80', (m) => void m.at++], // PROTO
      ['N', (m) => m.stack.push(undefined)], // NONE
      ['\x88', (m) => m.stack.push(true)], // NEWTRUE
      ['\x89', (m) => m.stack.push(false)], // NEWFALSE
      ['K', (m) => m.stack.push(m.view.readUInt8(moved(m, 1)))], // BININT1
      ['M', (m) => m.stack.push(m.view.readUInt16LE(moved(m, 2)))], // BININT2
      ['J', (m) => m.stack.push(m.view.readInt32LE(moved(m, 4)))], // BININT
      ['\x8a', long1], // LONG1
      ['X', (m) => m.stack.push(textOf(m, m.view.readUInt32LE(moved(m, 4))))], // BINUNICODE
      ['c', (m) => m.stack.push(new Name(`${line(m)} ${line(m)}`))], // GLOBAL
      ['(', (m) => m.marks.push(m.stack.length)], // MARK
      [')', (m) => m.stack.push([])], // EMPTY_TUPLE
      [']', (m) => m.stack.push([])], // EMPTY_LIST
      ['}', (m) => m.stack.push(new Map())], // EMPTY_DICT
      ['t', (m) => m.stack.push(toMark(m))], // TUPLE
      ['\x85', (m) => tuple(m, 1)], // TUPLE1
      ['\x86', (m) => tuple(m, 2)], // TUPLE2
      ['\x87', (m) => tuple(m, 3)], // TUPLE3
      ['e', (m) => extend(m, toMark(m))], // APPENDS
      ['s', (m) => setItems(m, m.stack.splice(-2))], // SETITEM
      ['u', (m) => setItems(m, toMark(m))], // SETITEMS
      ['q', (m) => m.memo.set(m.view.readUInt8(moved(m, 1)), m.stack.at(-1))], // BINPUT
      ['r', (m) => m.memo.set(m.view.readUInt32LE(moved(m, 4)), m.stack.at(-1))], // LONG_BINPUT
      ['h', (m) => m.stack.push(known(m, m.view.readUInt8(moved(m, 1))))], // BINGET
      ['j', (m) => m.stack.push(known(m, m.view.readUInt32LE(moved(m, 4))))], // LONG_BINGET
      ['Q', (m) => m.stack.push(m.globals.persistent(pop(m)))], // BINPERSID
      ['R', reduce], // REDUCE
      ['b', (m) => void pop(m)], // BUILD: attributes of an object, which nothing reads
    ] as const satisfies readonly (readonly [string, Operation])[]
  ).map(([code, operation]) => [code.charCodeAt(0), operation]),
);

/** The offset of the next `length` bytes, behind which reading goes on. */
function moved(machine: Machine, length: number): number {
  machine.at += length;
  return machine.at - length;
}

function pop({ stack }: Machine): unknown {
  if (stack.length === 0) throw new Error('the stack is empty');
  return stack.pop();
}

function textOf(machine: Machine, length: number): string {
  const start = moved(machine, length);
  if (machine.at > machine.view.length) throw new Error('a string goes beyond the end');
  return machine.view.toString('utf8', start, machine.at);
}

function line(machine: Machine): string {
  const end = machine.view.indexOf('\n', machine.at);
  if (end < 0) throw new Error('a name has no end');
  return textOf(machine, end + 1 - machine.at).slice(0, -1);
}

/** A little-endian integer in two's complement. */
function long1(machine: Machine): void {
  const length = machine.view.readUInt8(moved(machine, 1));
  const start = moved(machine, length);
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) {
    value = (value << 8n) | BigInt(machine.view.readUInt8(start + i));
  }
  machine.stack.push(BigInt.asIntN(8 * length, value));
}

/** The values above the last mark, which are removed with it. */
function toMark({ stack, marks }: Machine): unknown[] {
  const height = marks.pop();
  if (height === undefined) throw new Error('there is no mark');
  return stack.splice(height);
}

function tuple({ stack }: Machine, length: number): void {
  if (stack.length < length) throw new Error('the stack is empty');
  stack.push(stack.splice(-length));
}

function extend({ stack }: Machine, values: readonly unknown[]): void {
  const list = stack.at(-1);
  if (!Array.isArray(list)) throw new Error('values for no list');
  for (const value of values) list.push(value);
}

function setItems({ stack }: Machine, items: readonly unknown[]): void {
  const map = stack.at(-1);
  if (!(map instanceof Map) || items.length % 2 !== 0) throw new Error('items of no dictionary');
  for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
}

function known({ memo }: Machine, key: number): unknown {
  if (!memo.has(key)) throw new Error(`nothing is stored as ${key}`);
  return memo.get(key);
}

function reduce(machine: Machine): void {
  const args = pop(machine);
  const name = pop(machine);
  if (!(name instanceof Name) || !Array.isArray(args)) throw new Error('a call of no name');
  machine.stack.push(machine.globals.call(name.text, args));
}
