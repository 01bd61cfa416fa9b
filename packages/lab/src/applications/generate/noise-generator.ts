/**
 * A generator of samples from noise: an ONNX model with an input of noise [batch, latent], perhaps one
 * of labels int32 [batch] or of a condition [batch, 1], and an output of samples [batch, …shape].
 * Samples are drawn in batches, so that memory does not grow with their number.
 */
import type { KindName, SampleSettings, SampleShape } from '@ganport/core';
import {
  type Condition,
  dataKinds,
  limits,
  type NoiseName,
  sampleLength,
  sizeProblem,
  spreadConditions,
} from '@ganport/core/internal';
import type { ValueInfo } from '@ganport/graph';
import type { HostTensor, Provider, Session } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import { kindsInLab } from '../../kinds/index.ts';
import {
  checkFixedSizes,
  classNamesOf,
  conditionOfModel,
  kindOfModel,
  noiseOfModel,
  rateOfModel,
  toRange,
  tableOfModel,
  valueRangeOf,
  vocabularyOfModel,
} from '../../models/model-metadata.ts';
import type { OpenedModel } from '../../models/open-model.ts';

/** What a generator draws samples of. */
export interface Latents {
  /** Of the generator's distribution, [count, latent]. */
  readonly noise: Float32Array;
  /** [count], the class of each sample by number; only for conditional generators. */
  readonly labels?: Int32Array;
  /** [count], the condition of each sample; like those of the data unless given. */
  readonly conditions?: Float32Array;
}

export interface DrawnSamples {
  readonly kind: KindName;
  /** [count, …shape] in [-1, 1]. */
  readonly data: Float32Array;
  /** The shape of a sample: height, width and channels of an image. */
  readonly shape: SampleShape;
  /** What describes the samples beside their shape, as far as the file says so. */
  readonly settings?: SampleSettings;
  /** [count], for a generator with a condition. */
  readonly conditions?: Float32Array;
}

export interface NoiseGenerator {
  /** The run folder or the file that it comes from. */
  readonly path: string;
  /** The step of its weights; undefined for a file. */
  readonly step: number | undefined;
  readonly provider: Provider;
  /** The length of a noise vector. */
  readonly latent: number;
  /** The distribution of its noise. */
  readonly noise: NoiseName;
  /** What its samples are. */
  readonly kind: KindName;
  /** What describes its samples beside their shape. */
  readonly settings: SampleSettings;
  /** The shape of a sample. */
  readonly shape: SampleShape;
  /** The condition that its samples follow; undefined where there is none. */
  readonly condition: Condition | undefined;
  /** Whether it has an input for the class of each sample. */
  readonly isConditional: boolean;
  /** The names of its classes by number; undefined where there are none or the file names none. */
  readonly classes: readonly string[] | undefined;
  /**
   * Draws one sample for each vector.
   *
   * @param onProgress receives the number of samples so far, after each batch
   * @throws LabError 'data-mismatch' for an output that is no sample; RuntimeError
   */
  draw(latents: Latents, onProgress?: (done: number) => void): Promise<DrawnSamples>;
  dispose(): Promise<void>;
}

/** The most samples of a batch, and the most output values. */
const BATCH = 256;
const BATCH_VALUES = 2 ** 22;

/**
 * Opens a generator and draws one sample with it, which shows the shape where the graph leaves it
 * open.
 *
 * @param options the providers, and where the session computes
 * @throws LabError 'data-mismatch' for a model that draws no samples from noise; RuntimeError when
 * no provider runs it
 * @example
 * const generator = await openNoiseGenerator(await openModel('runs/digits'));
 * const { latent } = generator;
 * const { data, shape } = await generator.draw(planSheet({ seed: 1, count: 25, latent }));
 * await generator.dispose();
 */
export async function openNoiseGenerator(
  opened: OpenedModel,
  options: NodeSessionOptions = {},
): Promise<NoiseGenerator> {
  // A model that is none is refused before a session is opened.
  endsOf(opened);
  return noiseGeneratorOn(opened, await createSession(opened.source, options));
}

/**
 * As openNoiseGenerator, on a session of the model, which the generator disposes of.
 *
 * @throws LabError as openNoiseGenerator; the session is then disposed of
 */
export async function noiseGeneratorOn(
  opened: OpenedModel,
  session: Pick<Session, 'provider' | 'run' | 'dispose'>,
): Promise<NoiseGenerator> {
  const { path, model, run } = opened;
  const { noise, label, output, latent, condition } = endsOf(opened);
  const kind = kindOfModel(model);
  const range = valueRangeOf(model, output.name);
  const settings: SampleSettings = {
    sampleRate: rateOfModel(model),
    vocabulary: vocabularyOfModel(model),
    table: tableOfModel(model),
  };
  const size = batchSize(noise, output);

  /** Draws at most a batch. A batch of fixed size is filled up with zeros. */
  const drawBatch = async (
    vectors: Float32Array,
    labels: Int32Array | undefined,
    conditions: Float32Array | undefined,
  ) => {
    const count = vectors.length / latent;
    const rows = size.isFixed ? size.batch : count;
    const data = new Float32Array(rows * latent);
    data.set(vectors);
    const numbers = new Int32Array(rows);
    if (labels) numbers.set(labels);
    const asked = new Float32Array(rows).fill(1);
    if (conditions) asked.set(conditions);
    const results = await session.run(
      {
        [noise.name]: { dtype: 'float32', dims: [rows, latent], data },
        ...(label && { [label.name]: { dtype: 'int32', dims: [rows], data: numbers } }),
        ...(condition && { [CONDITION]: { dtype: 'float32', dims: [rows, 1], data: asked } }),
      },
      [output.name],
    );
    const drawn = checkSamples(path, { kind, settings }, output.name, results[output.name]);
    const length = count * sampleLength(drawn.shape);
    return { shape: drawn.shape, data: drawn.data.subarray(0, length) };
  };

  try {
    const { shape } = await drawBatch(new Float32Array(latent), undefined, undefined);
    const length = sampleLength(shape);
    return {
      path,
      step: run?.step,
      provider: session.provider,
      latent,
      noise: noiseOfModel(model, noise.name),
      kind,
      settings,
      shape,
      condition,
      isConditional: label !== undefined,
      classes: label && classNamesOf(model),
      async draw({ noise: vectors, labels, ...given }, onProgress) {
        const count = vectors.length / latent;
        const conditions = given.conditions ?? (condition && spreadConditions(condition, count));
        const data = new Float32Array(count * length);
        for (let start = 0; start < count; start += size.batch) {
          const end = Math.min(count, start + size.batch);
          const batch = await drawBatch(
            vectors.subarray(start * latent, end * latent),
            labels?.subarray(start, end),
            conditions?.subarray(start, end),
          );
          data.set(batch.data, start * length);
          onProgress?.(end);
        }
        const drawn = { kind, data: toRange(data, range), shape, settings };
        return { ...drawn, ...(condition && conditions && { conditions }) };
      },
      dispose: () => session.dispose(),
    };
  } catch (thrown) {
    await session.dispose();
    throw thrown;
  }
}

/** The name of the input of conditions. */
const CONDITION = 'condition';

function isLabel({ dtype, shape }: ValueInfo): boolean {
  return dtype === 'int32' && shape.length === 1;
}

interface Ends {
  readonly noise: ValueInfo;
  readonly latent: number;
  readonly label: ValueInfo | undefined;
  readonly condition: Condition | undefined;
  readonly output: ValueInfo;
}

/** The inputs and the output of a generator. @throws LabError for any other model */
function endsOf({ path, model }: OpenedModel): Ends {
  const { inputs, outputs } = model.graph;
  const [output, ...more] = outputs;
  const isImage = (value: ValueInfo | undefined) => value?.shape.length === 4;
  if (inputs.length === 1 && more.length === 0 && isImage(inputs[0]) && isImage(output)) {
    const message = `${path}: turns images into images, not noise; use it with ganport translate`;
    throw new LabError('data-mismatch', message);
  }
  const [label, ...moreLabels] = inputs.filter(isLabel);
  const [noise, ...others] = inputs.filter((input) => !isLabel(input) && input.name !== CONDITION);
  const condition = conditionOfEnds(path, model);
  if (!noise || !output || others.length + moreLabels.length + more.length > 0) {
    const has = `the inputs ${named(inputs)} and the outputs ${named(outputs)}`;
    throw unsuitable(
      path,
      `has ${has}; a generator has noise [batch, latent], perhaps labels int32 [batch] or a condition float32 [batch, 1], and one output`,
    );
  }
  const [, latent] = noise.shape;
  if (noise.dtype !== 'float32' || noise.shape.length !== 2 || typeof latent !== 'number') {
    throw unsuitable(path, `input ${text(noise)}, not noise [batch, latent]`);
  }
  const problem = sizeProblem(latent, limits.latent);
  if (problem !== undefined)
    throw unsuitable(path, `input ${text(noise)}; the latent size ${problem}`);
  for (const value of [noise, ...(label ? [label] : []), output]) checkFixedSizes(path, value);
  return { noise, latent, label, output, condition };
}

/** The condition that a generator takes. @throws LabError where its metadata do not say which */
function conditionOfEnds(path: string, model: OpenedModel['model']): Condition | undefined {
  const input = model.graph.inputs.find(({ name }) => name === CONDITION);
  if (!input) return undefined;
  const condition = conditionOfModel(model);
  const isColumn = input.shape.length === 2 && input.shape[1] === 1;
  if (condition && isColumn && input.dtype === 'float32') return condition;
  const reason = condition
    ? `input ${text(input)}, not float32 [batch, 1]`
    : 'its metadata ganport.condition do not say what the input condition is';
  throw unsuitable(path, `${reason}; export it again with ganport`);
}

const named = (values: readonly ValueInfo[]) => values.map(({ name }) => name).join(', ') || 'none';
const text = ({ name, dtype, shape }: ValueInfo) => `${name} is ${dtype} [${shape.join(', ')}]`;

/** The vectors of a batch: what the file fixes, else what fits into memory. */
function batchSize(noise: ValueInfo, output: ValueInfo): { batch: number; isFixed: boolean } {
  const [fixed] = noise.shape;
  if (typeof fixed === 'number') return { batch: fixed, isFixed: true };
  const values = output.shape
    .slice(1)
    .reduce<number>((product, size) => product * (typeof size === 'number' ? size : 256), 1);
  const fitting = Math.floor(BATCH_VALUES / Math.max(1, values));
  return { batch: Math.min(BATCH, Math.max(1, fitting)), isFixed: false };
}

function checkSamples(
  path: string,
  { kind, settings }: { readonly kind: KindName; readonly settings: SampleSettings },
  name: string,
  tensor: HostTensor | undefined,
): { readonly data: Float32Array; readonly shape: SampleShape } {
  const shape = tensor?.dims.slice(1) ?? [];
  const { takes, expected } = kindsInLab[kind].drawn;
  if (
    tensor?.data instanceof Float32Array &&
    !dataKinds[kind].problem(shape) &&
    takes(shape, settings)
  ) {
    return { data: tensor.data, shape };
  }
  const got = `${tensor?.dtype} [${tensor?.dims.join(', ')}]`;
  throw unsuitable(path, `output ${name} is ${got}, not ${expected}`);
}

function unsuitable(path: string, reason: string): LabError {
  return new LabError('data-mismatch', `${path}: ${reason}`);
}
