/** Fetches a model before ONNX Runtime is asked, so that a wrong address is one clear line. */
import { messageOf, RuntimeError } from '../errors.ts';

/**
 * Bytes are passed on; an address is fetched.
 * @throws RuntimeError `model-not-found`, `invalid-model` for nothing at all
 */
export async function fetchModel(model: Uint8Array | string): Promise<Uint8Array> {
  const bytes = typeof model === 'string' ? await download(model) : model;
  if (bytes.length > 0) return bytes;
  const label = typeof model === 'string' ? model : 'model';
  throw new RuntimeError('invalid-model', `${label}: 0 bytes; export it again`);
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw new RuntimeError('model-not-found', `${url}: ${messageOf(cause)}`, { cause });
  });
  if (!response.ok) {
    throw new RuntimeError('model-not-found', `${url}: the server says ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
