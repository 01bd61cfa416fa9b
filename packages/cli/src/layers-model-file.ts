/**
 * Reads a tfjs LayersModel from its files: model.json and the binary files that it names. tfjs
 * itself reads them in browsers and with tfjs-node only.
 */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GraphError } from '@ganport/graph';
import { besideFolder, readRegularFile } from '@ganport/graph/internal';
import * as z from 'zod';
import { tf } from './tfjs.ts';
import { CliError } from './errors.ts';
import { topologyProblem } from './layers-model-topology.ts';

/** A topology takes a few kilobytes; the weights are elsewhere. */
const MAX_JSON_BYTES = 2 ** 26;

const elementBytes = {
  float32: 4,
  int32: 4,
  bool: 1,
  complex64: 8,
  float16: 2,
  uint16: 2,
  uint8: 1,
} as const;

const groupSchema = z.object({
  paths: z.array(z.string().min(1)),
  weights: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.int().nonnegative()),
      dtype: z.string(),
      quantization: z
        .object({ dtype: z.string(), scale: z.number().optional(), min: z.number().optional() })
        .optional(),
    }),
  ),
});

type Group = z.infer<typeof groupSchema>;

interface ModelJson {
  readonly modelTopology: tf.io.ModelJSON['modelTopology'];
  readonly groups: readonly Group[];
}

/**
 * Reads a model.
 *
 * @param path its model.json; the weights are beside it
 * @throws CliError 'not-found', 'corrupt-file', 'unsuitable-model'
 */
export async function readLayersModel(path: string): Promise<tf.LayersModel> {
  const { modelTopology, groups } = await readModelJson(path);
  // Not joined: models are large, and tfjs copies each weight out of the pieces.
  const weightData: ArrayBuffer[] = [];
  for (const group of groups) {
    for (const bytes of await readGroup(path, group)) weightData.push(ownBuffer(bytes));
  }
  const handler = tf.io.fromMemory({
    modelTopology,
    // The schema has checked what the type asks for, except the element types, which byteLength has.
    weightSpecs: groups.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
    weightData,
  });
  try {
    const model = await tf.loadLayersModel(handler);
    // A Sequential model has names of inputs and outputs only once it is built.
    if (model instanceof tf.Sequential) model.build();
    return model;
  } catch (cause) {
    const message = `${path}: tfjs cannot load the model: ${loadProblem(cause)}`;
    throw new CliError('unsuitable-model', message, { cause });
  }
}

/** The buffer of bytes that fill it; a copy of others. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  return isWhole && bytes.buffer instanceof ArrayBuffer
    ? bytes.buffer
    : new Uint8Array(bytes).buffer;
}

/** tfjs's reason; its advice for layers that it does not know takes several lines. */
function loadProblem(cause: unknown): string {
  const line = firstLine(cause);
  const [unknown] = /^Unknown \w+: [^.]*/.exec(line) ?? [];
  if (unknown === undefined) return line;
  return `${unknown}; a class of your own is known only in a program: register it with tf.serialization.registerClass, load the model there, and call exportModel of @ganport/export`;
}

async function readModelJson(path: string): Promise<ModelJson> {
  const bytes = await readRegularFile(path, MAX_JSON_BYTES).catch((cause: unknown) => {
    throw notRead(path, '', cause);
  });
  let json: Partial<Record<string, unknown>> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as typeof json;
  } catch (cause) {
    const message = `${path}: not JSON (${firstLine(cause)}); give the model.json of a tfjs model`;
    throw new CliError('corrupt-file', message, { cause });
  }
  const { format, modelTopology, weightsManifest } = json ?? {};
  if (format === 'graph-model') {
    const message = `${path}: a graph model; only layers models can be read so far`;
    throw new CliError('unsuitable-model', message);
  }
  if (!modelTopology || typeof modelTopology !== 'object' || !Array.isArray(weightsManifest)) {
    const missing = modelTopology ? 'weightsManifest' : 'modelTopology';
    const message = `${path}: not a tfjs model's model.json (it has no ${missing})`;
    throw new CliError('corrupt-file', message);
  }
  const problem = topologyProblem(modelTopology);
  if (problem !== undefined) {
    throw new CliError('corrupt-file', `${path}: ${problem}; export the model again`);
  }
  const parsed = z.array(groupSchema).safeParse(weightsManifest);
  if (parsed.success) return { modelTopology, groups: parsed.data };
  const [issue] = parsed.error.issues;
  const message = `${path}: weightsManifest.${issue?.path.join('.')}: ${issue?.message}; export the model again`;
  throw new CliError('corrupt-file', message);
}

/** The binary files of one group. Nothing is read before their sizes are what the weights need. */
async function readGroup(path: string, { paths, weights }: Group): Promise<Uint8Array[]> {
  const expected = weights.reduce((sum, weight) => sum + byteLength(weight), 0);
  const located = await besideFolder(dirname(path));
  const files: { readonly file: string; readonly size: number }[] = [];
  for (const name of paths) {
    const file = locate(located, name, path);
    files.push({ file, size: (await stat(file)).size });
  }
  const size = files.reduce((sum, one) => sum + one.size, 0);
  if (size !== expected) {
    const message = `${paths.join(', ')}: ${size} bytes where ${path} has weights of ${expected}; the files are truncated or of another model`;
    throw new CliError('corrupt-file', message);
  }
  return Promise.all(
    files.map((one) =>
      readRegularFile(one.file, one.size).catch((cause: unknown) => {
        throw notRead(one.file, `; ${path} has its weights there`, cause);
      }),
    ),
  );
}

function locate(located: (name: string, where: string) => string, name: string, path: string) {
  try {
    return located(name, path);
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    if (cause.code === 'file')
      throw notRead(join(dirname(path), name), `; ${path} has its weights there`, cause.cause);
    throw new CliError('corrupt-file', cause.message, { cause });
  }
}

/** In the file; quantized weights take less there than in memory. */
function byteLength({ name, shape, dtype, quantization }: Group['weights'][number]): number {
  const stored = quantization?.dtype ?? dtype;
  if (Object.hasOwn(elementBytes, stored) && Object.hasOwn(elementBytes, dtype)) {
    const bytes = elementBytes[stored as keyof typeof elementBytes];
    return shape.reduce<number>((product, size) => product * size, bytes);
  }
  throw new CliError(
    'unsuitable-model',
    `weight ${name} is ${stored}, which is not supported; export the model again`,
  );
}

function notRead(file: string, note: string, cause: unknown): CliError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const reason = missing ? 'does not exist' : `cannot be read: ${firstLine(cause)}`;
  return new CliError('not-found', `${file} ${reason}${note}`, { cause });
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
