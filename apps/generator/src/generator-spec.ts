/**
 * What a generator's inputs and outputs are, read from the model and its metadata: the page knows no
 * particular model.
 */
import type { SessionInfo, ValueInfo } from '@ganport/runtime';
import { PageError } from './errors.ts';
import type { Metadata } from './metadata.ts';

/** The most classes that a list to choose from can have. */
const mostClasses = 10_000;

export type Layout = 'NHWC' | 'NCHW';

export interface GeneratorSpec {
  readonly input: string;
  /** Shape of one noise vector, the batch left out. */
  readonly latent: readonly number[];
  /** Vectors in a run when the model fixes them; undefined when it takes any number. */
  readonly batch: number | undefined;
  /** The input of the class of each image, and the names of the classes; undefined where it has none. */
  readonly label: { readonly input: string; readonly classes: readonly string[] } | undefined;
  /** The noise is normal. */
  readonly noise: { readonly mean: number; readonly stddev: number };
  readonly output: string;
  /** Undefined when the file has none; then it follows from the images' shape. */
  readonly layout: Layout | undefined;
  /** The values that are black and white. */
  readonly range: readonly [min: number, max: number];
}

/** @throws PageError `not-a-generator` */
export function generatorSpec(
  { inputs, outputs }: Pick<SessionInfo, 'inputs' | 'outputs'>,
  metadata: Metadata,
): GeneratorSpec {
  const [label, ...moreLabels] = inputs.filter(isLabel);
  const [input, ...more] = inputs.filter((candidate) => !isLabel(candidate));
  const [output] = outputs;
  if (!input || !output || more.length + moreLabels.length > 0) {
    const names = inputs.map(({ name }) => name).join(', ') || 'none';
    throw notGenerator(
      `a generator has one input, its noise, and perhaps one of labels, int32[batch]; this model has ${names}`,
    );
  }
  const [batch, ...latent] = input.dims;
  if (input.dtype !== 'float32' || latent.length === 0 || !latent.every(isSize)) {
    throw notGenerator(
      `noise is float32[batch, size]; this model's input ${input.name} is ${signature(input)}`,
    );
  }
  if (
    batch === 0 ||
    latent.reduce((product, size) => product * size, batchOf(batch)) > mostNumbers
  ) {
    throw notGenerator(
      `noise has a batch of at least 1 and at most ${mostNumbers} numbers; this model's input ${input.name} is ${signature(input)}`,
    );
  }
  const [mean, stddev] = noiseOf(metadata[`ganport.distribution.${input.name}`], input.name);
  return {
    input: input.name,
    latent,
    batch: typeof batch === 'number' ? batch : undefined,
    label: label && { input: label.name, classes: classesOf(metadata['ganport.classes']) },
    noise: { mean, stddev },
    output: output.name,
    layout: layoutOf(metadata[`ganport.layout.${output.name}`]),
    range: numbersOf(metadata[`ganport.range.${output.name}`]) ?? [-1, 1],
  };
}

/** 64 MiB of noise: a run of any generator needs far less. */
const mostNumbers = 2 ** 24;

function batchOf(batch: number | string | undefined): number {
  return typeof batch === 'number' ? batch : 1;
}

function isLabel({ dtype, dims }: ValueInfo): boolean {
  return dtype === 'int32' && dims.length === 1;
}

/** The names of the classes by number. @throws PageError `not-a-generator` */
function classesOf(text = ''): readonly string[] {
  try {
    const names: unknown = JSON.parse(text);
    const isList = Array.isArray(names) && names.length > 0 && names.length <= mostClasses;
    if (isList && names.every((name) => typeof name === 'string')) return names;
  } catch {
    // Reported below, like a list of something else.
  }
  throw notGenerator(
    `this model's labels have no names, at most ${mostClasses} in its metadata ganport.classes: export it again with ganport`,
  );
}

function isSize(dim: number | string): dim is number {
  return typeof dim === 'number' && dim > 0;
}

/** For example `normal 0 1`, which is also the default. */
function noiseOf(text: string | undefined, input: string): readonly [number, number] {
  const numbers = text?.startsWith('normal ') ? numbersOf(text.slice('normal '.length)) : undefined;
  if (text === undefined) return [0, 1];
  if (numbers) return numbers;
  throw notGenerator(`this page draws normal noise; input ${input} needs ${text}`);
}

function layoutOf(text: string | undefined): Layout | undefined {
  return text === 'NHWC' || text === 'NCHW' ? text : undefined;
}

/** Two numbers with a space between, or undefined. */
function numbersOf(text: string | undefined): readonly [number, number] | undefined {
  const [a = NaN, b = NaN] = (text ?? '').split(' ').map(Number);
  return Number.isFinite(a) && Number.isFinite(b) ? [a, b] : undefined;
}

function signature({ dtype, dims }: ValueInfo): string {
  return `${dtype}[${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}

export function notGenerator(message: string): PageError {
  return new PageError('not-a-generator', message);
}
