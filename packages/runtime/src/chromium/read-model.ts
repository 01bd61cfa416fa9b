/** A page cannot read this machine's files, so a model given by its path is read here. */
import { readFile } from 'node:fs/promises';
import { locateModel } from '../node/model-file.ts';

/** @throws RuntimeError `model-not-found`, `invalid-model` */
export async function readModel(model: Uint8Array | string): Promise<Uint8Array> {
  const located = await locateModel(model);
  return typeof located === 'string' ? new Uint8Array(await readFile(located)) : located;
}
