/** The operators that tfjs-converter lists, by category. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface OpList {
  readonly json?: readonly { readonly tfOpName: string; readonly category?: string }[];
}

const converter = createRequire(import.meta.url).resolve('@tensorflow/tfjs-converter/package.json');
const folder = join(dirname(converter), 'dist', 'operations', 'op_list');

export async function listedOperators(): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = readdirSync(folder).filter((name) => /^\w+\.js$/.test(name));
  const lists = files.map(async (name) => {
    const list = (await import(pathToFileURL(join(folder, name)).href)) as OpList;
    const names = (list.json ?? []).map(({ tfOpName }) => tfOpName);
    return [name.replace('.js', '').replaceAll('_', ' '), names] as const;
  });
  return new Map(await Promise.all(lists));
}
