/** Fetches a model before ONNX Runtime reads it, so that a wrong address is one clear error. */
import { messageOf, RuntimeError } from '../errors.ts';
import type { LocatedModel } from '../local/platform.ts';
import type { ModelSource } from '../session.ts';

/**
 * Bytes are passed on; an address is fetched.
 * @throws RuntimeError `model-not-found`, `invalid-model` for an empty model
 */
export async function fetchModel(model: ModelSource): Promise<LocatedModel> {
  const source = typeof model === 'string' ? await download(model) : model;
  const label = typeof model === 'string' ? model : 'model';
  if (source.length > 0) return { label, source };
  throw new RuntimeError('invalid-model', `${label}: 0 bytes; export it again`);
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new RuntimeError('model-not-found', `${url}: ${messageOf(cause)}`, { cause });
  });
  if (!response.ok) {
    throw new RuntimeError('model-not-found', `${url}: the server answers ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
