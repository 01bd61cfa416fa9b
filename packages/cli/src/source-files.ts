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
 * in its order. An ONNX file is alone.
 *
 * @param path a model.json or an ONNX file that has been read as a model
 * @throws the system's error for a file that cannot be read
 */
export async function describeSource(path: string): Promise<Source> {
  const all = createHash('sha256');
  const files: SourceFile[] = [];
  const add = async (file: string): Promise<void> => {
    const one = createHash('sha256');
    const handle = await openRegularFile(file);
    // In parts: weights are large.
    for await (const part of handle.createReadStream() as AsyncIterable<Uint8Array>) {
      all.update(part);
      one.update(part);
    }
    files.push({ file: nameOf(file), sha256: one.digest('hex') });
  };
  await add(path);
  if (!isOnnx(path)) {
    for (const file of weightFiles(await readRegularFile(path)))
      await add(join(dirname(path), file));
  }
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

export const isOnnx = (path: string): boolean => path.toLowerCase().endsWith('.onnx');

function weightFiles(modelJson: Uint8Array): readonly string[] {
  const { weightsManifest = [] } = JSON.parse(new TextDecoder().decode(modelJson)) as ModelJson;
  return weightsManifest.flatMap(({ paths }) => paths);
}

interface ModelJson {
  readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
}

/** The last two parts of a path: whole paths are of the machine, and nobody else's business. */
function nameOf(path: string): string {
  const whole = resolve(path);
  return `${basename(dirname(whole))}/${basename(whole)}`;
}

/** The model with its source in the metadata and in words. A file that names its source already keeps that. */
export function withSource(onnx: OnnxModel, { metadata }: Source): OnnxModel {
  if (onnx.metadata['ganport.source'] !== undefined) return onnx;
  const { model } = onnx;
  const hash = metadata['ganport.source.sha256']?.slice(0, 12);
  return described(
    new OnnxModel({ ...model, metadata: { ...model.metadata, ...metadata } }),
    `${metadata['ganport.source']} (sha256 ${hash}…)`,
  );
}

/** The model with a description, unless it has one: what it is, and what wrote it. */
export function described({ model }: OnnxModel, what: string): OnnxModel {
  const { producerName, producerVersion } = model;
  const docString = model.docString ?? `${what} by ${producerName} ${producerVersion}`.trim();
  return new OnnxModel({ ...model, docString });
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
