/**
 * HDF5 files as archives of arrays: the data sets of the root group, by npm's h5wasm, which is loaded when the first
 * file is opened. The file is copied into the memory of WebAssembly, where links to other files lead nowhere.
 * Sizes are checked before an array is read.
 */
import type { Dataset as Hdf5Dataset } from 'h5wasm';
import { LabError, messageOf } from '../errors.ts';
import { defaultMaxBytes, tooLarge } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import type { Archive } from './archive.ts';
import type { NpyArray } from './npy.ts';

/** The name of the file inside of WebAssembly. */
const INSIDE = '/data.h5';
/** HDF5's classes of whole and of floating-point numbers. */
const numeric: ReadonlySet<number> = new Set([0, 1]);

/** Whether a name is that of an HDF5 file. */
export function isHdf5Name(name: string): boolean {
  return /\.(h5|hdf5)$/i.test(name);
}

/**
 * Reads the arrays of an HDF5 file that have one of the given names.
 *
 * @param wanted names; other arrays are only listed
 * @param maxBytes the most bytes of the file and of the wanted arrays, unpacked; 1 GiB unless given
 * @throws LabError 'not-found', 'corrupt-file' for a file that is no HDF5 or is damaged, 'data-mismatch' above the
 * limit and for elements that are no numbers
 */
export async function openHdf5(
  file: string,
  wanted: readonly string[],
  maxBytes = defaultMaxBytes,
): Promise<Archive> {
  const bytes = await readInputFile(file, maxBytes);
  const isFirst = !isUsed;
  isUsed = true;
  try {
    return await archiveOf(bytes, { file, wanted, maxBytes });
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    if (cause instanceof WebAssembly.RuntimeError) {
      copies += 1;
      isUsed = false;
      if (!isFirst) return openHdf5(file, wanted, maxBytes);
    }
    const reason = messageOf(cause).split('\n')[0];
    throw new LabError('corrupt-file', `${file}: no HDF5 file, or a damaged one (${reason})`, {
      cause,
    });
  }
}

/**
 * Errors leave the library's code without unwinding the stack in its memory, so many damaged files break it. A broken
 * copy of the library is left, and the file is read with a fresh one.
 */
let copies = 0;
/** Whether this copy has read a file. */
let isUsed = false;

async function library(): Promise<typeof import('h5wasm')> {
  if (copies === 0) return import('h5wasm');
  const fresh: typeof import('h5wasm') = await import(
    `${import.meta.resolve('h5wasm')}?copy=${copies}`
  );
  return fresh;
}

/** @throws LabError 'data-mismatch'; any other error for a damaged file */
async function archiveOf(
  bytes: Uint8Array,
  { file, wanted, maxBytes }: Pick<Place, 'file' | 'maxBytes'> & { wanted: readonly string[] },
): Promise<Archive> {
  const { Dataset, File, ready } = await library();
  const { FS, activate_throwing_error_handler: throwErrors } = await ready;
  throwErrors();
  FS.writeFile(INSIDE, bytes);
  const arrays = new Map<string, NpyArray>();
  let names: string[] = [];
  try {
    const root = new File(INSIDE, 'r');
    try {
      names = root.keys();
      let left = maxBytes;
      for (const name of names.filter((each) => wanted.includes(each))) {
        const entity = root.get(name);
        if (!(entity instanceof Dataset)) continue;
        const array = arrayOf(entity, { file, name, left, maxBytes });
        left -= array.data.byteLength;
        arrays.set(name, array);
      }
    } finally {
      root.close();
    }
  } finally {
    FS.unlink(INSIDE);
  }
  return {
    names,
    find(candidates) {
      const name = candidates.find((candidate) => arrays.has(candidate));
      const array = name === undefined ? undefined : arrays.get(name);
      return array && { name: `${file}: ${name}`, array };
    },
  };
}

interface Place {
  readonly file: string;
  readonly name: string;
  /** Bytes that may still be read. */
  readonly left: number;
  readonly maxBytes: number;
}

function arrayOf(dataset: Hdf5Dataset, { file, name, left, maxBytes }: Place): NpyArray {
  const { shape, metadata } = dataset;
  if (!shape || !numeric.has(metadata.type)) {
    const message = `${file}: ${name} has no numbers; save it as an array of float32`;
    throw new LabError('data-mismatch', message);
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (!(count * metadata.size <= left)) {
    throw tooLarge(
      file,
      `${name} is [${shape.join(', ')}]: ${count * metadata.size} bytes`,
      maxBytes,
    );
  }
  const data = dataset.value;
  if (ArrayBuffer.isView(data) && 'length' in data && data.length === count) {
    return { shape, data: data as NpyArray['data'] };
  }
  const message = `${file}: ${name} cannot be read; save it as an array of float32, without compression or with gzip`;
  throw new LabError('data-mismatch', message);
}
