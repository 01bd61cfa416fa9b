/** Tuned models as they are kept: behind their digest, which a damaged one does not have. */
import { join } from '../protobuf.ts';

const digestBytes = 32;

/** SHA-256. */
export async function digestOf(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data)));
}

export async function sealed(model: Uint8Array): Promise<Uint8Array> {
  return join([await digestOf(model), model]);
}

/** The model; undefined where the bytes are not those that were kept. */
export async function unsealed(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const model = bytes.subarray(digestBytes);
  const digest = await digestOf(model);
  return digest.every((byte, i) => byte === bytes[i]) ? model : undefined;
}
