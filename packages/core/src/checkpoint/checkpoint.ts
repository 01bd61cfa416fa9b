/**
 * A checkpoint is everything that a run needs to continue as if it had never stopped. Its encoding is a
 * safetensors file with a digest of the content. The run store decides where checkpoints are kept.
 */
import type { TensorMap } from '@ganport/runtime';
import * as z from 'zod';
import { CoreError, messageOf } from '../errors.ts';
import { bytesOf, decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import { sha256 } from './sha256.ts';
import { checkWriter } from './written-by.ts';

/** Increased when readers of the current version cannot read a new file. */
const VERSION = '1';
const FORMAT = 'ganport-checkpoint';

const headerSchema = z.object({
  /** Steps done. */
  step: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  /** hashConfig of the settings that must not change between start and resume. */
  configHash: z.string(),
  /** How numbers are derived from the seed and the step (RANDOMNESS); there is no other random state. */
  randomness: z.string(),
  /** What determines the order of the data, besides the seed and the step. */
  dataOrder: z.object({ dataset: z.string(), size: z.int(), batchSize: z.int() }),
  /** Versions of ganport, tfjs and Node. */
  versions: z.record(z.string(), z.string()),
});

/** What a checkpoint declares about its run. */
export type CheckpointHeader = Readonly<z.infer<typeof headerSchema>>;

/** The complete state of a run after a step. */
export interface Checkpoint {
  readonly header: CheckpointHeader;
  /** Weights, optimizer states and batch-norm statistics, float32, by variable name. */
  readonly tensors: TensorMap;
}

/**
 * Encodes a checkpoint. A page needs a secure context (https or localhost), which SHA-256 requires.
 *
 * @returns the parts of the file, in their order
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
 * Decodes a checkpoint.
 *
 * @param name the name of the file, for messages
 * @throws CoreError 'corrupt-file' when the bytes are not a complete checkpoint, 'bad-config' when their
 * format is of another version or a later ganport wrote them
 * @example
 * const file = 'checkpoint.safetensors';
 * const { header, tensors } = await decodeCheckpoint(await readFile(file), file);
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
  let checkpoint: Checkpoint;
  try {
    checkpoint = { header: headerSchema.parse(JSON.parse(text)), tensors };
  } catch (cause) {
    const message = `${name}: its header is not that of a checkpoint (${messageOf(cause).replaceAll(/\s+/g, ' ')})`;
    throw new CoreError('corrupt-file', message, { cause });
  }
  checkWriter(checkpoint.header, name);
  return checkpoint;
}

/** SHA-256 over the header and all tensors, in the order of their names. It is the same in all versions. */
function digest(version: string, header: string, tensors: TensorMap): Promise<string> {
  const parts: (string | Uint8Array)[] = [JSON.stringify([version, header])];
  for (const [name, tensor] of Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    parts.push(JSON.stringify([name, tensor.dtype, tensor.dims]), bytesOf(tensor));
  }
  return sha256(parts);
}
