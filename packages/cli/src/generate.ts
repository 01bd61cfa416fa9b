/** Draws samples and writes them: a sheet, an interpolation, single files. */
import { expandClasses } from './arguments.ts';
import {
  type Drawing,
  type DrawnSamples,
  type NoiseGenerator,
  openNoiseGenerator,
  planSheet,
  planWalk,
  writeSampleFiles,
} from '@ganport/lab';
import type { DataKind } from '@ganport/core';
import { conditionText, dataKinds } from '@ganport/core/internal';
import {
  checkFormat,
  linesOfSamples,
  type SampleFormat,
  sampleFormatOf,
  sampleFormats,
  wantedClasses,
  writeFileAtomic,
} from '@ganport/lab/internal';
import type { Provider } from '@ganport/runtime';
import { CliError } from './errors.ts';
import { openNamedModel } from './named-model.ts';
import { status } from './terminal.ts';
import { showWork } from './progress/work.ts';
import { untrusted, type UntrustedOptions } from './untrusted.ts';

export interface GenerateRequest extends UntrustedOptions {
  readonly model: string;
  /** The file to write, the folder of single files, or both. */
  readonly out?: string;
  readonly each?: string;
  /** The number of images; of each label or condition, where they are given. */
  readonly count?: number;
  /** `0-3,7`, or names. */
  readonly labels?: string;
  /** In the unit of the data. */
  readonly conditions?: readonly number[];
  readonly seed: number;
  readonly truncation?: number;
  /** The number of noise vectors to interpolate between, and of images from one to the next. */
  readonly interpolate?: number;
  readonly frames?: number;
}

export interface Generated {
  readonly count: number;
  readonly kind: DrawnSamples['kind'];
  readonly shape: DrawnSamples['shape'];
  readonly settings: DrawnSamples['settings'];
  /** The execution provider that computed them. */
  readonly provider: Provider;
  /** The samples where they are text or rows, and no file was asked for. */
  readonly lines?: readonly string[] | undefined;
}

const DEFAULTS = { count: 25, countPerLabel: 10, frames: 12 };

/**
 * @throws CliError 'bad-argument' before anything is opened; LabError as openModel,
 * openNoiseGenerator and wantedClasses; RuntimeError
 */
export async function generate(request: GenerateRequest): Promise<Generated> {
  const { model, out, each, providers, timeLimit, memoryLimit } = request;
  const format = checkOutputs(request);
  status('opening the generator …');
  const opened = await openNamedModel(model);
  const session = await untrusted({ providers, timeLimit, memoryLimit });
  const generator = await openNoiseGenerator(opened, session);
  try {
    if (out === undefined && each === undefined && !hasLines(generator)) {
      throw bad('nothing to write: give --out <file>, --each <folder>, or both');
    }
    if (format) checkFormat(format, generator.kind);
    const drawing = drawingFor(request, generator, format?.isAnimated ?? false);
    const asked = conditionsOf(request, generator);
    const samples = await drawWithProgress(generator, { ...drawing, ...asked?.of(drawing) });
    status('writing …');
    const { columns, labels: drawn } = drawing;
    const classes = asked?.names ?? generator.classes;
    const labels = { classes, ...(drawn && { labels: drawn }) };
    if (out !== undefined && format) {
      await writeFileAtomic(out, [await format.encode(samples, columns, labels)]);
    }
    if (each !== undefined) await writeSampleFiles(each, samples, labels);
    const { kind, shape, settings } = samples;
    const lines = out === undefined && each === undefined ? linesOfSamples(samples) : undefined;
    return { count: drawing.count, kind, shape, settings, provider: generator.provider, lines };
  } finally {
    await generator.dispose();
  }
}

/** The format that the file's name asks for. @throws CliError 'bad-argument' */
function checkOutputs({ out, interpolate, frames }: GenerateRequest): SampleFormat | undefined {
  if (frames !== undefined && interpolate === undefined) {
    throw bad('--frames: only interpolations have frames; give --interpolate as well');
  }
  if (out === undefined) return undefined;
  const format = sampleFormatOf(out);
  if (!format) {
    const known = sampleFormats.map(({ extension, holds }) => `.${extension} (${holds})`);
    throw bad(`--out: ${out}: samples are written as ${known.join(', ')}`);
  }
  if (format.isAnimated && interpolate === undefined) {
    throw bad(`--out: ${out}: only an interpolation is animated; give --interpolate, or a .png`);
  }
  return format;
}

function drawingFor(
  request: GenerateRequest,
  generator: NoiseGenerator,
  isRound: boolean,
): Drawing {
  const { count, labels: text, seed, truncation, interpolate, frames } = request;
  const names = text === undefined ? undefined : expandClasses(text, generator.classes ?? []);
  const labels = request.conditions?.map((_, i) => i) ?? wantedClasses(generator, names);
  const source = {
    seed,
    latent: generator.latent,
    noise: generator.noise,
    ...(truncation !== undefined && { truncation }),
    ...(labels && { labels }),
  };
  if (interpolate !== undefined) {
    return planWalk({ ...source, stops: interpolate, frames: frames ?? DEFAULTS.frames, isRound });
  }
  const isRowPerLabel = names !== undefined || request.conditions !== undefined;
  const usualCount = isRowPerLabel ? DEFAULTS.countPerLabel : DEFAULTS.count;
  const wanted = count ?? usualCount;
  const { kind, settings }: NoiseGenerator = generator;
  const { drawClasses }: DataKind = dataKinds[kind];
  const labelOfEach =
    labels && names === undefined ? drawClasses?.(settings, seed, wanted) : undefined;
  return planSheet({ ...source, count: wanted, isRowPerLabel, labelOfEach });
}

/** The conditions that are asked for, as classes by their number in the list. @throws CliError 'bad-argument' */
function conditionsOf(
  { conditions, labels }: GenerateRequest,
  { path, condition }: NoiseGenerator,
) {
  if (!conditions) return undefined;
  if (!condition) throw bad(`--conditions: ${path} has no input condition; leave it out`);
  if (labels !== undefined) throw bad('--conditions: cannot be combined with --labels');
  return {
    names: conditions.map((value) => conditionText(condition, value)),
    of: ({ labels: numbers }: Drawing) =>
      numbers && { conditions: Float32Array.from(numbers, (number) => conditions[number] ?? NaN) },
  };
}

async function drawWithProgress(
  generator: NoiseGenerator,
  drawing: Drawing,
): Promise<DrawnSamples> {
  const progress = showWork(drawing.count, dataKinds[generator.kind].noun[1]);
  try {
    return await generator.draw(drawing, (done) => progress.update(done));
  } finally {
    progress.end();
  }
}

/** Whether samples can be printed. */
function hasLines({ kind }: NoiseGenerator): boolean {
  const { lines }: DataKind = dataKinds[kind];
  return lines !== undefined;
}

function bad(message: string): CliError {
  return new CliError('bad-argument', message);
}
