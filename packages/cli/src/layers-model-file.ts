/**
 * Reads a tfjs model, a LayersModel or a GraphModel, from its files: model.json and the binary files that
 * it names. tfjs itself reads them in browsers and with tfjs-node only.
 */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredArtifacts } from '@ganport/export';
import { GraphError } from '@ganport/graph';
import { besideFolder, readRegularFile } from '@ganport/graph/internal';
import * as z from 'zod';
import { tf } from './tfjs.ts';
import { CliError } from './errors.ts';
import { adapted } from './keras/adapted.ts';
import { topologyProblem } from './layers-model-topology.ts';
import { misshapenWeight } from './layers-model-weights.ts';
import { weightLengths } from './weight-lengths.ts';
import { piecesOfWeights, type WeightFile } from './weight-pieces.ts';

/** A topology takes a few kilobytes; the weights are elsewhere. */
const MAX_JSON_BYTES = 2 ** 26;

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

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).optional(),
  attr: z.record(z.string(), z.object({})).optional(),
});

/** TensorFlow's GraphDef, as far as tfjs reads it without checking. */
const graphSchema = z.object({
  node: z.array(nodeSchema),
  versions: z.object({}),
  library: z
    .object({
      function: z
        .array(
          z.object({
            signature: z.object({
              name: z.string(),
              inputArg: z.array(z.object({ name: z.string() })).optional(),
              outputArg: z.array(z.object({ name: z.string() })).optional(),
            }),
            nodeDef: z.array(nodeSchema).optional(),
            ret: z.record(z.string(), z.string()).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

interface ModelJson {
  readonly isGraphModel: boolean;
  /** What tfjs takes of model.json besides the weights. */
  readonly json: Pick<tf.io.ModelJSON, (typeof jsonFields)[number]>;
  readonly groups: readonly Group[];
}

const jsonFields = [
  'modelTopology',
  'format',
  'signature',
  'userDefinedMetadata',
  'modelInitializer',
  'initializerSignature',
] as const;

const artifactsOf = new WeakMap<object, StoredArtifacts>();

/** The weights of a model that readTfjsModel has read, as its files have them, where some are quantized. */
export function storedArtifacts(model: object): StoredArtifacts | undefined {
  return artifactsOf.get(model);
}

/**
 * Reads a model of either kind.
 *
 * @param path its model.json; the weights are beside it
 * @throws CliError 'not-found', 'corrupt-file', 'unsuitable-model'
 */
export async function readTfjsModel(path: string): Promise<tf.LayersModel | tf.GraphModel> {
  const { isGraphModel, json, groups } = await readModelJson(path);
  const files: WeightFile[] = [];
  const lengths: number[] = [];
  for (const group of groups) {
    const found = await filesOf(path, group);
    files.push(...found.files);
    lengths.push(...found.lengths);
  }
  // The schema has checked what the type asks for, except the element types, which filesOf has.
  const specs = groups.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[];
  const isQuantized = specs.some(({ quantization }) => quantization !== undefined);
  const pieces = piecesOfWeights(specs, lengths, files, {
    // The export keeps quantized weights as the files have them.
    isKept: isQuantized,
    failed: unreadable(path),
  });
  const handler = tf.io.fromMemory({
    ...json,
    // tfjs changes the topology that it reads.
    modelTopology: structuredClone(json.modelTopology),
    weightSpecs: pieces.weightSpecs,
    weightData: pieces.weightData,
  });
  try {
    const model = await (isGraphModel ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler));
    pieces.checkRead();
    // A Sequential model has names of inputs and outputs only once it is built.
    if (model instanceof tf.Sequential) model.build();
    if (isQuantized) artifactsOf.set(model, { weightSpecs: specs, weightData: pieces.weightData });
    return model;
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const isMisshapen = firstLine(cause).startsWith('Shape mismatch');
    const weight = isMisshapen ? await misshapenWeight(json.modelTopology, specs) : undefined;
    const message = `${path}: tfjs cannot load the model: ${weight ?? loadProblem(cause)}`;
    throw new CliError('unsuitable-model', message, { cause });
  }
}

/** tfjs's reason; its advice for layers that it does not know takes several lines. */
function loadProblem(cause: unknown): string {
  const line = firstLine(cause);
  const [unknown] = /^Unknown \w+: [^.]*/.exec(line) ?? [];
  if (unknown === undefined) return line;
  return `${unknown}; give --custom-layers file.mjs, a file that registers it: export default (tf) => tf.serialization.registerClass(class … extends tf.layers.Layer { … })`;
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
  if (!modelTopology || typeof modelTopology !== 'object' || !Array.isArray(weightsManifest)) {
    const missing = modelTopology ? 'weightsManifest' : 'modelTopology';
    const message = `${path}: not a tfjs model's model.json (it has no ${missing})`;
    throw new CliError('corrupt-file', message);
  }
  // Early converters wrote no format; a graph has a list of nodes.
  const isGraphModel = format === 'graph-model' || 'node' in modelTopology;
  const keras = isGraphModel ? undefined : adapted(path, modelTopology);
  const topology = keras?.topology ?? modelTopology;
  const problem = isGraphModel ? graphTopologyProblem(topology) : topologyProblem(topology);
  if (problem !== undefined) {
    throw new CliError('corrupt-file', `${path}: ${problem}; export the model again`);
  }
  const parsed = z.array(groupSchema).safeParse(weightsManifest);
  if (parsed.success) {
    const fields = jsonFields.filter((field) => json?.[field] !== undefined);
    const kept = Object.fromEntries(fields.map((field) => [field, json?.[field]]));
    const groups = keras ? renamedWeights(parsed.data, keras.weightName) : parsed.data;
    return { isGraphModel, json: { ...kept, modelTopology: topology }, groups };
  }
  const [issue] = parsed.error.issues;
  const message = `${path}: weightsManifest.${issue?.path.join('.')}: ${issue?.message}; export the model again`;
  throw new CliError('corrupt-file', message);
}

function renamedWeights(groups: readonly Group[], rename: (name: string) => string): Group[] {
  return groups.map((group) => ({
    ...group,
    weights: group.weights.map((weight) => ({ ...weight, name: rename(weight.name) })),
  }));
}

/** What is wrong with a GraphModel's topology; undefined where tfjs can read it. */
function graphTopologyProblem(topology: object): string | undefined {
  const parsed = graphSchema.safeParse(topology);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  return `modelTopology.${issue?.path.join('.')}: ${issue?.message}`;
}

/** An error for a file of weights. */
const unreadable = (path: string) => (file: string, cause: unknown) =>
  notRead(file, `; ${path} has its weights there`, cause);

/** The binary files of one group, whose sizes are what the weights need, and the bytes of each weight. */
async function filesOf(
  path: string,
  { paths, weights }: Group,
): Promise<{ readonly files: readonly WeightFile[]; readonly lengths: readonly number[] }> {
  const located = await besideFolder(dirname(path));
  const files: WeightFile[] = [];
  for (const name of paths) {
    const file = locate(located, name, path);
    files.push({ path: file, size: (await stat(file)).size });
  }
  const size = files.reduce((sum, one) => sum + one.size, 0);
  const lengths = weightLengths(weights, files, unreadable(path));
  const expected = lengths.reduce((sum, length) => sum + length, 0);
  if (size !== expected) {
    const message = `${paths.join(', ')}: ${size} bytes where ${path} has weights of ${expected}; the files are truncated or of another model`;
    throw new CliError('corrupt-file', message);
  }
  return { files, lengths };
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

function notRead(file: string, note: string, cause: unknown): CliError {
  const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const reason = missing ? 'does not exist' : `cannot be read: ${firstLine(cause)}`;
  return new CliError('not-found', `${file} ${reason}${note}`, { cause });
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
}
