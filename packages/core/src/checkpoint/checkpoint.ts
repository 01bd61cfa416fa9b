/**
 * A checkpoint is everything that a run needs to go on as if it had never stopped, as the bytes of one
 * safetensors file with a digest of its content. Where checkpoints are kept is the run store's choice.
 */
import type { TensorMap } from '@ganport/runtime';
import * as z from 'zod';
import { CoreError, messageOf } from '../errors.ts';
import { bytesOf, decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { sha256 } from './sha256.ts';

/** Raised when a reader of this version could not read what is written. */
const VERSION = '1';
const FORMAT = 'ganport-checkpoint';

const headerSchema = z.object({
  /** Steps done. */
  step: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  /** hashConfig of what must not change between start and resume. */
  configHash: z.string(),
  /** How numbers follow from the seed and the step (RANDOMNESS): all the random state there is. */
  randomness: z.string(),
  /** What the order of the data follows from, beside the seed and the step. */
  dataOrder: z.object({ dataset: z.string(), size: z.int(), batchSize: z.int() }),
  /** Versions of ganport, tfjs, Node …, for people. */
  versions: z.record(z.string(), z.string()),
});

export type CheckpointHeader = Readonly<z.infer<typeof headerSchema>>;

export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** Weights, optimizer states and batch-norm statistics, by variable name. */
  readonly tensors: TensorMap;
}

/**
 * A checkpoint as the parts of a file, in their order; `decodeCheckpoint` reads them back. In a page
 * it needs a secure context (https or localhost), which has SHA-256.
 *
 * @example
 * const parts = await encodeCheckpoint(checkpoint);
 * await writeFile('checkpoint.safetensors', parts);
 */
export async function encodeCheckpoint({
  header,
  tensors,
}: Checkpoint): Promise<readonly Uint8Array[]> {
  const text = JSON.stringify(header);
  const metadata = {
    format: FORMAT,
    version: VERSION,
    header: text,
    sha256: await digest(VERSION, text, tensors),
  };
  return encodeSafetensors({ tensors, metadata });
}

/**
 * Reads the bytes of a checkpoint.
 *
 * @param name of the file, for messages
 * @throws CoreError 'corrupt-file' when the bytes are no whole checkpoint, 'bad-config' when they are
 * of a format that this version does not know
 */
export async function decodeCheckpoint(bytes: Uint8Array, name: string): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  if (metadata['format'] !== FORMAT) {
    throw new CoreError('corrupt-file', `${name}: a safetensors file, but not a checkpoint`);
  }
  const { version = '', header: text = '', sha256: stored } = metadata;
  if (stored !== (await digest(version, text, tensors))) {
    throw new CoreError('corrupt-file', `${name}: damaged: its content does not match its SHA-256`);
  }
  if (version !== VERSION) {
    const message = `${name}: checkpoint format ${version}, this version reads ${VERSION}; use the ganport that wrote it`;
    throw new CoreError('bad-config', message);
  }
  try {
    return { header: headerSchema.parse(JSON.parse(text)), tensors };
  } catch (cause) {
    const message = `${name}: not a header of a checkpoint (${messageOf(cause).replaceAll(/\s+/g, ' ')})`;
    throw new CoreError('corrupt-file', message, { cause });
  }
}

/** SHA-256 over the header and every tensor, in the order of their names; of every version. */
function digest(version: string, header: string, tensors: TensorMap): Promise<string> {
  const parts: (string | Uint8Array)[] = [JSON.stringify([version, header])];
  for (const [name, tensor] of Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(JSON.stringify([name, tensor.dtype, tensor.dims]), bytesOf(tensor));
  }
  return sha256(parts);
}
