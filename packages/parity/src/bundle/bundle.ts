/**
 * A parity bundle is a comparison that can be repeated elsewhere: a model, inputs, the original's outputs
 * and those of each runtime that was compared. As files it is a manifest, the model, and each tensor as its
 * bytes: row-major, little-endian.
 */
import { elementCount, type HostTensor, type TensorMap } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';
import { ParityError } from '../errors.ts';
import {
  badBundle,
  BUNDLE_BYTES,
  FORMAT,
  MANIFEST,
  MANIFEST_BYTES,
  parseManifest,
  type Manifest,
  type TensorEntry,
} from './manifest.ts';
import type { BundleSource } from './source.ts';

/** What a runtime computed. */
export interface BundledRuntime {
  readonly runtime: string;
  readonly provider: string;
  readonly outputs: TensorMap;
  /** Of the first run. */
  readonly milliseconds: number;
}

export interface ParityBundle {
  /** Of the model, for people. */
  readonly name: string;
  /** The bytes of an ONNX file. */
  readonly model: Uint8Array;
  /** What the original is, for example `tfjs cpu`. */
  readonly original: string;
  /** Largest absolute difference that passes. */
  readonly tolerance: number;
  /** Where drawn inputs come from. */
  readonly seed?: number | undefined;
  /** Versions by the names of programs. */
  readonly versions: Readonly<Record<string, string>>;
  readonly inputs: TensorMap;
  /** The original's outputs. */
  readonly outputs: TensorMap;
  readonly runtimes: readonly BundledRuntime[];
}

/** Contents by paths below the folder of a bundle. */
export type BundleFiles = Readonly<Record<string, Uint8Array>>;

/**
 * The files of a bundle. The same bundle gives the same files.
 *
 * @throws ParityError 'bad-argument' for more than 1 GiB, which is not read again
 * @example
 * const files = await bundleFiles(bundle);
 * await writeFile('bundle.zip', zipBundle(files));
 */
export async function bundleFiles(bundle: ParityBundle): Promise<BundleFiles> {
  const { name, model, original, tolerance, seed, versions, inputs, outputs, runtimes } = bundle;
  const files: Record<string, Uint8Array> = {};
  const add = async (tensors: TensorMap, folder: string): Promise<TensorEntry[]> => {
    const entries = Object.entries(tensors).map(async ([tensor, { dtype, dims, data }], i) => {
      const file = `${folder}/${i}.bin`;
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      files[file] = bytes;
      return { name: tensor, file, sha256: await sha256Of(bytes), dtype, dims: [...dims] };
    });
    return Promise.all(entries);
  };
  const manifest: Manifest = {
    ...FORMAT,
    name,
    original,
    tolerance,
    ...(seed !== undefined && { seed }),
    versions: { ...versions },
    model: { file: 'model.onnx', bytes: model.length, sha256: await sha256Of(model) },
    inputs: await add(inputs, 'inputs'),
    outputs: await add(outputs, 'outputs/original'),
    runtimes: await Promise.all(
      runtimes.map(async ({ runtime, provider, milliseconds, outputs: own }, i) => ({
        runtime,
        provider,
        milliseconds,
        outputs: await add(own, `outputs/runtime-${i}`),
      })),
    ),
  };
  const all = Object.values(files).reduce((sum, { length }) => sum + length, model.length);
  if (all > BUNDLE_BYTES) {
    const message = `parity bundle: has ${all} bytes, and at most ${BUNDLE_BYTES} are read again; give smaller inputs, or compare fewer runtimes`;
    throw new ParityError('bad-argument', message);
  }
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  return { [MANIFEST]: new TextEncoder().encode(text), 'model.onnx': model, ...files };
}

/**
 * Reads a bundle. Sizes are compared with the manifest before anything is unpacked, contents with their
 * hashes afterwards, where the page is secure; others have no hashes.
 *
 * @throws ParityError 'bad-bundle' for anything but a whole bundle
 * @example
 * const bundle = await readBundle(zipSource(await readFile('bundle.zip')));
 */
export async function readBundle(source: BundleSource): Promise<ParityBundle> {
  // A folder may have been packed as a whole.
  const path = source.names
    .filter((name) => name === MANIFEST || name.endsWith(`/${MANIFEST}`))
    .toSorted((a, b) => a.length - b.length)[0];
  if (path === undefined) throw badBundle(`has no ${MANIFEST}`);
  const folder = path.slice(0, -MANIFEST.length);
  const text = await source.read(path, { most: MANIFEST_BYTES });
  const { format: _, version: __, ...manifest } = parseManifest(new TextDecoder().decode(text));
  checkSizes(manifest);
  const read = async (file: string, size: number, sha256: string): Promise<Uint8Array> => {
    if (!source.names.includes(folder + file)) throw badBundle(`${file} is missing`);
    const bytes = await source.read(folder + file, { exactly: size });
    if (bytes.length !== size) throw badBundle(`${file} has ${bytes.length} bytes, not ${size}`);
    if (isSecure() && (await sha256Of(bytes)) !== sha256) {
      throw badBundle(`${file} has another SHA-256 than ${MANIFEST} says`);
    }
    return bytes;
  };
  const tensorsOf = async (entries: readonly TensorEntry[]): Promise<TensorMap> => {
    const tensors: [string, HostTensor][] = [];
    for (const entry of entries) {
      const { name, file, sha256, dtype, dims } = entry;
      const bytes = await read(file, sizeOf(entry), sha256);
      const data = new elementTypes[dtype].array(bytes.slice().buffer, 0, elementCount(dims));
      tensors.push([name, { dtype, dims, data }]);
    }
    return Object.fromEntries(tensors);
  };
  const { model, runtimes, ...rest } = manifest;
  const computed: BundledRuntime[] = [];
  for (const each of runtimes) computed.push({ ...each, outputs: await tensorsOf(each.outputs) });
  return {
    ...rest,
    model: await read(model.file, model.bytes, model.sha256),
    inputs: await tensorsOf(manifest.inputs),
    outputs: await tensorsOf(manifest.outputs),
    runtimes: computed,
  };
}

/** Before any of them is allocated. */
function checkSizes({ model, inputs, outputs, runtimes }: Omit<Manifest, 'format' | 'version'>) {
  const tensors = [inputs, outputs, ...runtimes.map((each) => each.outputs)].flat();
  const all = tensors.reduce((sum, entry) => sum + sizeOf(entry), model.bytes);
  if (!(all <= BUNDLE_BYTES))
    throw badBundle(`has ${all} bytes, and at most ${BUNDLE_BYTES} are read`);
  if (outputs.length === 0) throw badBundle('has no outputs of the original');
}

function sizeOf({ dtype, dims }: Pick<TensorEntry, 'dtype' | 'dims'>): number {
  return elementCount(dims) * elementTypes[dtype].array.BYTES_PER_ELEMENT;
}

/** Node is. */
function isSecure(): boolean {
  return !('isSecureContext' in globalThis) || globalThis.isSecureContext;
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
