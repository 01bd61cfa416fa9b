/** Where an exported file comes from: the files of the model, their hashes, and its license. */
import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { OnnxModel } from '@ganport/graph';
import { openRegularFile, readRegularFile } from '@ganport/graph/internal';

export interface SourceFile {
  /** Its name, with that of its folder. */
  readonly file: string;
  readonly sha256: string;
}

export interface Source {
  /** The model's own file first. */
  readonly files: readonly SourceFile[];
  /** Entries for the metadata of the exported file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Describes a tfjs model: the hash of the whole is that of model.json and then the files of weights
 * in its order.
 *
 * @param path a model.json that has been read as a model
 * @throws the system's error for a file that cannot be read
 */
export async function describeSource(path: string): Promise<Source> {
  const all = createHash('sha256');
  const files: SourceFile[] = [];
  const add = async (file: string): Promise<void> => {
    const own = createHash('sha256');
    for await (const part of partsOf(file)) {
      all.update(part);
      own.update(part);
    }
    files.push({ file: nameOf(file), sha256: own.digest('hex') });
  };
  await add(path);
  const json = JSON.parse(new TextDecoder().decode(await readRegularFile(path))) as ModelJson;
  const paths = (json.weightsManifest ?? []).flatMap((group) => group.paths);
  for (const file of paths) await add(join(dirname(path), file));
  const license = await licenseOf(path);
  return {
    files,
    metadata: {
      'ganport.source': nameOf(path),
      'ganport.source.sha256': all.digest('hex'),
      ...(license !== undefined && { 'ganport.source.license': license }),
    },
  };
}

/** The bytes of a file in parts, which are gone when the next one comes: weights may be large. */
async function* partsOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await openRegularFile(path);
  try {
    const buffer = new Uint8Array(2 ** 20);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

interface ModelJson {
  readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
}

/** The last two parts of a path: whole paths are of the machine, and nobody else's business. */
function nameOf(path: string): string {
  const whole = resolve(path);
  return `${basename(dirname(whole))}/${basename(whole)}`;
}

/** The model with its source in the metadata and in words. */
export function withSource({ model }: OnnxModel, { metadata }: Source): OnnxModel {
  const { producerName, producerVersion } = model;
  const hash = metadata['ganport.source.sha256']?.slice(0, 12);
  return new OnnxModel({
    ...model,
    docString: `${metadata['ganport.source']} (sha256 ${hash}…) by ${producerName} ${producerVersion}`,
    metadata: { ...model.metadata, ...metadata },
  });
}

/** A package.json has some kilobytes. */
const MAX_PACKAGE = 2 ** 20;

/**
 * The license that a package.json in the model's folder states; above it too, as far as the package
 * of node_modules reaches. Any other package.json is of somebody else's program.
 */
async function licenseOf(path: string): Promise<string | undefined> {
  let folder = dirname(resolve(path));
  for (;;) {
    const bytes = await readRegularFile(join(folder, 'package.json'), MAX_PACKAGE).catch(
      () => undefined,
    );
    if (bytes) return licenseIn(new TextDecoder().decode(bytes));
    const above = dirname(folder);
    if (!above.includes(`${sep}node_modules${sep}`)) return undefined;
    folder = above;
  }
}

function licenseIn(text: string): string | undefined {
  try {
    const { license } = JSON.parse(text) as { readonly license?: unknown };
    return typeof license === 'string' && license !== '' ? license : undefined;
  } catch {
    return undefined;
  }
}
