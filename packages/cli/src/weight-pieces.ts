/**
 * The weights of a tfjs model, as its loader takes them. tfjs wants all bytes of the files at once and then
 * copies one weight after another out of them, which takes twice the memory of the weights. Here the bytes
 * are in pieces: each is read when tfjs asks for its first weight, and its memory is given back with the
 * last one.
 */
import * as fs from 'node:fs';
import { readIntoSync } from '@ganport/graph/internal';

/** A file of weights. */
export interface WeightFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface PiecesOfWeights<Spec> {
  /** Empty memory until the specifications are iterated over. */
  readonly weightData: ArrayBuffer[];
  /** The given ones; iterating over them reads the pieces. */
  readonly weightSpecs: Spec[];
  /** @throws Error when tfjs has not asked for all weights, which would then be zeros */
  checkRead(): void;
}

interface Piece {
  /** In bytes from the start of the first file. */
  readonly start: number;
  readonly buffer: ResizableBuffer;
}

/** ES2024. */
interface ResizableBuffer extends ArrayBuffer {
  resize(byteLength: number): void;
}
const ResizableBuffer = ArrayBuffer as unknown as new (
  byteLength: number,
  options: { readonly maxByteLength: number },
) => ResizableBuffer;

/** Small weights share a piece, which has at least so many bytes. */
const leastPiece = 2 ** 22;

/**
 * Weights that tfjs's `decodeWeights` reads from files.
 *
 * @param files one behind the other, as long together as the weights
 * @param lengths bytes of each weight in the files
 * @param isKept whether the pieces stay in memory once they are read
 * @throws iterating over the specifications throws as readIntoSync, through `failed`
 */
export function piecesOfWeights<Spec>(
  specs: readonly Spec[],
  lengths: readonly number[],
  files: readonly WeightFile[],
  options: { readonly isKept: boolean; failed(file: string, cause: unknown): Error },
): PiecesOfWeights<Spec> {
  const pieces: Piece[] = [];
  /** The piece that begins with a weight, and the one that ends before it. */
  const begins = new Map<number, Piece>();
  let [start, length] = [0, 0];
  let first = 0;
  for (const [i, bytes] of lengths.entries()) {
    length += bytes;
    if (length < leastPiece && i + 1 < lengths.length) continue;
    if (length > 0) {
      const piece = { start, buffer: new ResizableBuffer(length, { maxByteLength: length }) };
      pieces.push(piece);
      begins.set(first, piece);
    }
    start += length;
    [length, first] = [0, i + 1];
  }
  let readPieces = 0;
  function* reading(): Generator<Spec> {
    let open: Piece | undefined;
    for (const [i, spec] of specs.entries()) {
      const next = begins.get(i);
      if (next) {
        if (!options.isKept) open?.buffer.resize(0);
        readAcross(files, next.start, new Uint8Array(next.buffer), options.failed);
        readPieces++;
        open = next;
      }
      yield spec;
    }
    if (!options.isKept) open?.buffer.resize(0);
  }
  const weightSpecs = [...specs];
  Object.defineProperty(weightSpecs, Symbol.iterator, { value: reading });
  const checkRead = () => {
    if (readPieces === pieces.length) return;
    throw new Error(`tfjs asked for ${readPieces} of ${pieces.length} pieces of the weights`);
  };
  return { weightData: pieces.map(({ buffer }) => buffer), weightSpecs, checkRead };
}

/**
 * Fills memory from files that lie one behind the other.
 *
 * @param start in bytes from the start of the first file
 */
export function readAcross(
  files: readonly WeightFile[],
  start: number,
  memory: Uint8Array,
  failed: (file: string, cause: unknown) => Error,
): void {
  let done = 0;
  let fileStart = 0;
  for (const { path, size } of files) {
    const offset = start + done - fileStart;
    fileStart += size;
    const length = Math.min(size - offset, memory.byteLength - done);
    if (length <= 0) continue;
    try {
      readIntoSync(fs, path, offset, memory.subarray(done, done + length));
    } catch (cause) {
      throw failed(path, cause);
    }
    done += length;
  }
}
