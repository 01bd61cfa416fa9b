/** Finds a model on disk before ONNX Runtime reads it, so that a wrong path is one clear error. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, RuntimeError } from '../errors.ts';
import type { LocatedModel } from '../local/platform.ts';
import type { ModelSource } from '../session.ts';

/**
 * Bytes are passed on; a path or `file:` URL becomes a path to a file that exists. ONNX Runtime
 * reads the file itself, and so finds external data beside it.
 * @throws RuntimeError `model-not-found`, `invalid-model` for an empty model
 */
export async function locateModel(model: ModelSource): Promise<LocatedModel> {
  if (typeof model !== 'string') {
    if (model.length > 0) return { label: 'model', source: model };
    throw new RuntimeError('invalid-model', 'model: 0 bytes; export it again');
  }
  const path = model.startsWith('file:') ? fileURLToPath(model) : model;
  const found = await stat(path).catch((cause: unknown) => {
    const why = messageOf(cause).includes('ENOENT') ? 'no such file' : messageOf(cause);
    throw new RuntimeError('model-not-found', `${path}: ${why}`, { cause });
  });
  if (!found.isFile()) throw new RuntimeError('model-not-found', `${path}: not a file`);
  if (found.size === 0) {
    throw new RuntimeError('invalid-model', `${path}: an empty file; export it again`);
  }
  const read = async () => new Uint8Array(await readFile(path));
  return { label: model, source: path, file: { folder: dirname(resolve(path)), read } };
}
