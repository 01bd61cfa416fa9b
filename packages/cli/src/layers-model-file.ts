/**
 * Reads a tfjs LayersModel from its files: model.json and the binary files that it names. tfjs
 * itself reads them in browsers and with tfjs-node only.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tf } from './tfjs.ts';
import { CliError } from './errors.ts';

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: tf.io.ModelJSON['modelTopology'];
  readonly weightsManifest: tf.io.WeightsManifestConfig;
}

/**
 * Reads a model.
 *
 * @param path its model.json; the weights are beside it
 * @throws CliError 'not-found', 'corrupt-file', 'unsuitable-model'
 */
export async function readLayersModel(path: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = await readModelJson(path);
  const groups: Uint8Array[] = [];
  for (const group of weightsManifest) groups.push(await readGroup(path, group));
  const handler = tf.io.fromMemory({
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(groups)).buffer,
  });
  try {
    const model = await tf.loadLayersModel(handler);
    // A Sequential model has names of inputs and outputs only once it is built.
    if (model instanceof tf.Sequential) model.build();
    return model;
  } catch (cause) {
    const message = `${path}: tfjs cannot load the model: ${firstLine(cause)}`;
    throw new CliError('unsuitable-model', message, { cause });
  }
}

async function readModelJson(path: string): Promise<ModelJson> {
  const text = (await read(path)).toString('utf8');
  let json: Partial<ModelJson> | null;
  try {
    json = JSON.parse(text) as Partial<ModelJson> | null;
  } catch (cause) {
    const message = `${path}: not JSON (${firstLine(cause)}); give the model.json of a tfjs model`;
    throw new CliError('corrupt-file', message, { cause });
  }
  const { format, modelTopology, weightsManifest } = json ?? {};
  if (format === 'graph-model') {
    const message = `${path}: a graph model; only layers models can be read so far`;
    throw new CliError('unsuitable-model', message);
  }
  if (!modelTopology || !Array.isArray(weightsManifest)) {
    const missing = modelTopology ? 'weightsManifest' : 'modelTopology';
    const message = `${path}: not a tfjs model's model.json (it has no ${missing})`;
    throw new CliError('corrupt-file', message);
  }
  return { modelTopology, weightsManifest };
}

/** The binary files of one group, joined. */
async function readGroup(path: string, group: tf.io.WeightsManifestConfig[number]) {
  const files = await Promise.all(group.paths.map((name) => read(join(dirname(path), name), path)));
  const bytes = Buffer.concat(files);
  const expected = group.weights.reduce((sum, spec) => sum + byteLength(spec), 0);
  if (bytes.length === expected) return bytes;
  const message = `${group.paths.join(', ')}: ${bytes.length} bytes where ${path} has weights of ${expected}; the files are truncated or of another model`;
  throw new CliError('corrupt-file', message);
}

const elementBytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
};

/** In the file; quantized weights take less there than in memory. */
function byteLength({ name, shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const bytes = elementBytes[stored];
  if (bytes !== undefined) return shape.reduce((product, size) => product * size, bytes);
  throw new CliError(
    'unsuitable-model',
    `weight ${name} is ${stored}, which is not supported; export the model again`,
  );
}

async function read(file: string, namedBy?: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read: ${firstLine(cause)}`;
    const message = `${file} ${reason}${namedBy ? `; ${namedBy} has its weights there` : ''}`;
    throw new CliError('not-found', message, { cause });
  }
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
