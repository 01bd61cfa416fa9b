/**
 * Tensors in a file of memory, which two processes have open: one writes them, and the other reads them into
 * arrays that it keeps. Nothing is serialized, and nothing large is allocated in a step. Whoever writes knows
 * that the other has read what was there before. Linux alone has such files; elsewhere, and where memory for
 * them ends, tensors stay in the messages.
 */
import { randomUUID } from 'node:crypto';
import { openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** Where Linux keeps files in memory. */
const FOLDER = '/dev/shm';

/** A tensor as a message has it: itself, or its place in the file. */
type Parcel = HostTensor | { readonly dims: readonly number[]; readonly at: number };

/** Maps of tensors, by their names in a message. */
type Groups<Name extends string> = Readonly<Record<Name, TensorMap>>;
export type Parcels<Name extends string> = Readonly<Record<Name, Readonly<Record<string, Parcel>>>>;

export type SharedWriter = <Name extends string>(groups: Groups<Name>) => Parcels<Name>;
export type SharedReader = <Name extends string>(groups: Parcels<Name>) => Groups<Name>;

/** The files of a worker. They have no names, so that they end with the processes. */
export interface SharedFiles {
  readonly input: number;
  readonly output: number;
}

/** The numbers that these files have in a worker's process, after its streams and the channel of messages. */
export const IN_WORKER: SharedFiles = { input: 4, output: 5 };

/** @returns undefined where there are no such files */
export function openSharedFiles(): SharedFiles | undefined {
  try {
    return { input: openUnnamed(), output: openUnnamed() };
  } catch {
    return undefined;
  }
}

function openUnnamed(): number {
  const path = join(FOLDER, `ganport-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path);
  return file;
}

/** Returns what writes groups of tensors over those that it wrote before. */
export function sharedWriter(file: number | undefined): SharedWriter {
  return (groups) => {
    let at = 0;
    const parcel = (tensor: HostTensor): Parcel => {
      if (file === undefined || tensor.dtype !== 'float32') return tensor;
      const { dims, data } = tensor;
      if (!written(file, bytesOf(data as Float32Array), at)) return tensor;
      const place = { dims, at };
      at += data.byteLength;
      return place;
    };
    return mapGroups(groups, parcel);
  };
}

/** Returns what reads parcels. Tensors are overwritten when those of the same names are read again. */
export function sharedReader(file: number | undefined): SharedReader {
  const kept = new Map<string, Float32Array>();
  return (groups) =>
    mapGroups(groups, (parcel: Parcel, name): HostTensor => {
      if (!('at' in parcel)) return parcel;
      const { dims, at } = parcel;
      const size = dims.reduce((a, b) => a * b, 1);
      let data = kept.get(name);
      if (data?.length !== size) kept.set(name, (data = new Float32Array(size)));
      readWhole(file ?? -1, bytesOf(data), at);
      return { dtype: 'float32', dims, data };
    });
}

function mapGroups<Name extends string, From, To>(
  groups: Readonly<Record<Name, Readonly<Record<string, From>>>>,
  change: (value: From, name: string) => To,
): Record<Name, Record<string, To>> {
  return Object.fromEntries(
    Object.entries<Readonly<Record<string, From>>>(groups).map(([group, values]) => [
      group,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, change(value, `${group}/${name}`)]),
      ),
    ]),
  ) as Record<Name, Record<string, To>>;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @returns false where the file cannot have so many bytes */
function written(file: number, bytes: Uint8Array, at: number): boolean {
  try {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, bytes.length - done, at + done);
    }
    return true;
  } catch {
    return false;
  }
}

/** @throws RangeError where the file is shorter */
function readWhole(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const count = readSync(file, bytes, done, bytes.length - done, at + done);
    if (count === 0) throw new RangeError('tensors of another process: the file has ended');
    done += count;
  }
}
