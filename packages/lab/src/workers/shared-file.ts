/**
 * A file in memory through which processes exchange the tensors of their messages: a pipe would copy each of
 * them several times. The file has no name, so nothing is left of it when its processes have ended.
 *
 * A file has one writer, who writes again only after all readers have answered: tensors of a step are exchanged
 * in turns.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writevSync } from 'node:fs';
import type { Reply, Request } from '@ganport/core/workers';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** Linux's folder of files in memory. */
const FOLDER = '/dev/shm';

/** Smaller tensors take less time in the message itself. */
const LEAST_BYTES = 2 ** 14;

/** The most buffers that one call of the system takes (IOV_MAX). */
const MOST_BUFFERS = 1024;

/** A message whose tensors are in the file, of which it takes as many bytes; in the message, where there are none. */
export interface Packed<M> {
  readonly message: M;
  readonly bytes: number;
}

/** @returns its descriptor; undefined where the system has no such files */
export function openSharedFile(): number | undefined {
  const path = `${FOLDER}/ganport-${randomUUID()}`;
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } catch {
    return undefined;
  }
}

export function closeSharedFile(file: number | undefined): void {
  if (file !== undefined) closeSync(file);
}

/** Writes the tensors of a message into the file. They stay in the message where it is full, or there is none. */
export function pack<M extends Request | Reply>(message: M, file: number | undefined): Packed<M> {
  const tensors = mapsOf(message).flatMap((map) => Object.values(map));
  const bytes = tensors.reduce((sum, { data }) => sum + data.byteLength, 0);
  const isAligned = tensors.every(({ dtype }) => dtype === 'float32');
  if (file === undefined || bytes < LEAST_BYTES || !isAligned) return { message, bytes: 0 };
  try {
    writeAll(
      file,
      tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    );
  } catch {
    return { message, bytes: 0 };
  }
  return { message: withTensors(message, withoutData), bytes };
}

/** Reads the tensors of a message into memory of their own. */
export function unpack<M extends Request | Reply>(
  { message, bytes }: Packed<M>,
  file: number | undefined,
): M {
  if (bytes === 0 || file === undefined) return message;
  const buffer = readAll(file, bytes);
  let at = 0;
  return withTensors(message, ({ dtype, dims }) => {
    const length = dims.reduce((size, dim) => size * dim, 1);
    const data = new Float32Array(buffer, at, length);
    at += data.byteLength;
    return { dtype, dims, data };
  });
}

const none = new Float32Array();
const withoutData = ({ dtype, dims }: HostTensor): HostTensor => ({ dtype, dims, data: none });

/** The tensors that are exchanged in turns, so that the file can be written again. */
function mapsOf(message: Request | Reply): readonly TensorMap[] {
  if (message.type === 'combined') return [message.tensors];
  if (message.type === 'sent') return [message.sent.mean, message.sent.gather];
  return [];
}

/** The message with other tensors, in the order of mapsOf. */
function withTensors<M extends Request | Reply>(
  message: M,
  change: (tensor: HostTensor) => HostTensor,
): M {
  const changed = (map: TensorMap): TensorMap =>
    Object.fromEntries(Object.entries(map).map(([name, tensor]) => [name, change(tensor)]));
  if (message.type === 'combined') return { ...message, tensors: changed(message.tensors) };
  if (message.type !== 'sent') return message;
  const { mean, gather } = message.sent;
  return { ...message, sent: { mean: changed(mean), gather: changed(gather) } };
}

function writeAll(file: number, buffers: readonly Uint8Array[]): void {
  let at = 0;
  for (let i = 0; i < buffers.length; i += MOST_BUFFERS) {
    const some = buffers.slice(i, i + MOST_BUFFERS);
    const length = some.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (writevSync(file, some, at) !== length) throw new RangeError('the memory is full');
    at += length;
  }
}

function readAll(file: number, length: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length);
  let at = 0;
  while (at < length) {
    const read = readSync(file, new Uint8Array(buffer, at), 0, length - at, at);
    if (read === 0) throw new RangeError(`the file of a worker ends at ${at} of ${length} bytes`);
    at += read;
  }
  return buffer;
}
