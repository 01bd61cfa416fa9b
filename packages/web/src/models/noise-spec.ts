/** What a generator from noise is: its inputs and outputs, read from the file and its metadata. */
import { conditionOfMetadata, type Condition, type NoiseName } from '@ganport/core/internal';
import type { Metadata } from '../metadata.ts';
import { type FactsReaders, type SampleFacts, sampleFacts } from './sample-facts.ts';
import {
  declaredLayout,
  type End,
  type Ends,
  type Layout,
  rangeOf,
  signature,
  unsuitable,
  type ValueRange,
} from './ends.ts';

/** The most classes that a list to choose from can have. */
const mostClasses = 10_000;

/** 64 MiB of noise: a run of any generator needs far less. */
const mostNumbers = 2 ** 24;

export interface NoiseSpec {
  readonly kind: 'noise';
  readonly input: string;
  /** Shape of one noise vector, the batch left out. */
  readonly latent: readonly number[];
  /** Vectors in a run when the model fixes them; undefined when it takes any number. */
  readonly batch: number | undefined;
  /** The input of the class of each image, and the names of the classes. */
  readonly label: { readonly input: string; readonly classes: readonly string[] } | undefined;
  /** The input of the condition of each sample, such as an energy, and how it is distributed. */
  readonly condition: { readonly input: string; readonly facts: Condition } | undefined;
  /** The noise is that of a seed, standard normal or uniform in [-1, 1), times `scale` plus `center`. */
  readonly noise: { readonly name: NoiseName; readonly center: number; readonly scale: number };
  /** What it makes. */
  readonly samples: SampleFacts;
  readonly output: string;
  /** Values of one image where the file fixes them. */
  readonly values: number | undefined;
  /** Undefined when the file has none; then it follows from the images' shape. */
  readonly layout: Layout | undefined;
  readonly range: ValueRange;
}

/**
 * @param kinds that are known
 * @throws WebError 'unsuitable-model'
 */
export function noiseSpec(
  { inputs, outputs }: Ends,
  metadata: Metadata,
  kinds: FactsReaders,
): NoiseSpec {
  const [label, ...moreLabels] = inputs.filter(isLabel);
  const [condition, ...moreConditions] = inputs.filter(isCondition);
  const [input, ...more] = inputs.filter((end) => !isLabel(end) && !isCondition(end));
  const [output] = outputs;
  if (!input || !output || more.length + moreLabels.length + moreConditions.length > 0) {
    const names = inputs.map(({ name }) => name).join(', ') || 'none';
    throw unsuitable(
      `a generator has one input, its noise, and perhaps one of labels, int32[batch], or of a condition, float32[batch, 1]; this model has ${names}`,
    );
  }
  const [batch, ...latent] = input.dims;
  if (input.dtype !== 'float32' || latent.length === 0 || !latent.every(isSize)) {
    throw unsuitable(
      `noise is float32[batch, size]; this model's input ${input.name} is ${signature(input)}`,
    );
  }
  const vectors = typeof batch === 'number' ? batch : 1;
  if (batch === 0 || latent.reduce((product, size) => product * size, vectors) > mostNumbers) {
    throw unsuitable(
      `noise has a batch of at least 1 and at most ${mostNumbers} numbers; this model's input ${input.name} is ${signature(input)}`,
    );
  }
  return {
    kind: 'noise',
    input: input.name,
    latent,
    batch: typeof batch === 'number' ? batch : undefined,
    label: label && { input: label.name, classes: classesOf(metadata['ganport.classes']) },
    condition: condition && {
      input: condition.name,
      facts: conditionFacts(metadata['ganport.condition']),
    },
    noise: noiseOf(metadata[`ganport.distribution.${input.name}`], input.name),
    samples: sampleFacts(metadata, kinds),
    output: output.name,
    values: valuesOf(output),
    layout: declaredLayout(metadata, output.name),
    range: rangeOf(metadata, output.name),
  };
}

function isLabel({ dtype, dims }: End): boolean {
  return dtype === 'int32' && dims.length === 1;
}

function isCondition({ name, dtype, dims }: End): boolean {
  return name === 'condition' && dtype === 'float32' && dims.length === 2 && dims[1] === 1;
}

/** @throws WebError 'unsuitable-model' */
function conditionFacts(text: string | undefined): Condition {
  const condition = conditionOfMetadata(text);
  if (condition) return condition;
  throw unsuitable(
    'the metadata ganport.condition of this model do not say what its input condition is: export it again with ganport',
  );
}

/** The names of the classes by number. @throws WebError 'unsuitable-model' */
function classesOf(text = ''): readonly string[] {
  try {
    const names: unknown = JSON.parse(text);
    const isList = Array.isArray(names) && names.length > 0 && names.length <= mostClasses;
    if (isList && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // Reported below, like a list of something else.
  }
  throw unsuitable(
    `this model's labels have no names, at most ${mostClasses} in its metadata ganport.classes: export it again with ganport`,
  );
}

function valuesOf({ dims: [, ...sizes] }: End): number | undefined {
  return sizes.every(isSize) ? sizes.reduce((product, size) => product * size, 1) : undefined;
}

function isSize(dim: number | string): dim is number {
  return typeof dim === 'number' && dim > 0;
}

/** The center and the scale of a distribution that a file declares by its name and two numbers. */
const distributions: Readonly<
  Record<NoiseName, (a: number, b: number) => Pick<NoiseSpec['noise'], 'center' | 'scale'>>
> = {
  normal: (mean, stddev) => ({ center: mean, scale: stddev }),
  uniform: (min, max) => ({ center: (min + max) / 2, scale: (max - min) / 2 }),
};

/** For example `uniform -1 1`; `normal 0 1` is the default. @throws WebError 'unsuitable-model' */
function noiseOf(text = 'normal 0 1', input: string): NoiseSpec['noise'] {
  const [name = '', ...numbers] = text.split(' ');
  const [a = NaN, b = NaN] = numbers.map(Number);
  if (Object.hasOwn(distributions, name) && Number.isFinite(a) && Number.isFinite(b)) {
    return { name: name as NoiseName, ...distributions[name as NoiseName](a, b) };
  }
  throw unsuitable(
    `noise is drawn from ${Object.keys(distributions).join(' and ')} distributions; input ${input} needs ${text}`,
  );
}
