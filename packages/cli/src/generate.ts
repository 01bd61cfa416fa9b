/** Draws what was asked for and writes it: a sheet, an interpolation, single files. */
import {
  type Images,
  type Drawing,
  encodeFrames,
  encodeSheet,
  type NoiseGenerator,
  planSheet,
  planWalk,
  writeImageFiles,
} from '@ganport/lab';
import { pictureFormat, wantedClasses, writeFileAtomic } from '@ganport/lab/internal';
import type { Provider } from '@ganport/runtime';
import { expandClasses } from './augment-classes.ts';
import { CliError } from './errors.ts';
import { openImageGenerator } from './image-generator.ts';
import { status } from './terminal.ts';
import { showWork } from './work-progress.ts';

export interface GenerateRequest {
  readonly model: string;
  /** The picture to write, the folder of single files, or both. */
  readonly out?: string;
  readonly each?: string;
  /** Images; of each label, where labels are given. */
  readonly count?: number;
  /** `0-3,7`, or names. */
  readonly labels?: string;
  readonly seed: number;
  readonly truncation?: number;
  /** Noise vectors to go along, and images from one to the next. */
  readonly interpolate?: number;
  readonly frames?: number;
  readonly providers?: readonly Provider[];
}

export interface Generated {
  readonly count: number;
  readonly shape: Images['shape'];
  /** The execution provider that computed them. */
  readonly provider: Provider;
}

const DEFAULTS = { count: 25, countPerLabel: 10, frames: 12 };

/** @throws CliError 'bad-argument' before anything is opened; CoreError, GraphError, RuntimeError */
export async function generate(request: GenerateRequest): Promise<Generated> {
  const { model, out, each, providers } = request;
  const format = checkOutputs(request);
  status('opening the generator …');
  const generator = await openImageGenerator(model, providers ? { providers } : {});
  try {
    const plan = planFor(request, generator, format !== undefined && format !== 'png');
    const images = await drawWithProgress(generator, plan);
    status('writing …');
    if (out !== undefined && format) await writePicture(out, format, images, plan);
    if (each !== undefined) {
      const { classes } = generator;
      const { labels } = plan;
      await writeImageFiles(each, images, { classes, ...(labels && { labels }) });
    }
    return { count: plan.count, shape: images.shape, provider: generator.provider };
  } finally {
    await generator.dispose();
  }
}

/** What the picture's name asks for. @throws CliError 'bad-argument' */
function checkOutputs({ out, each, interpolate, frames }: GenerateRequest) {
  if (frames !== undefined && interpolate === undefined) {
    throw bad('--frames: are those of an interpolation; give --interpolate as well');
  }
  if (out === undefined) {
    if (each !== undefined) return undefined;
    throw bad('nothing to write: give --out <picture>, --each <folder>, or both');
  }
  const format = pictureFormat(out);
  const animated = 'or, of an interpolation, animated in a .gif or .webp';
  if (!format) throw bad(`--out: ${out}: pictures are written as .png, ${animated}`);
  if (format !== 'png' && interpolate === undefined) {
    throw bad(`--out: ${out}: is for animations; give --interpolate, or a .png`);
  }
  return format;
}

function planFor(request: GenerateRequest, generator: NoiseGenerator, isRound: boolean): Drawing {
  const { count, labels: text, seed, truncation, interpolate, frames } = request;
  const names = text === undefined ? undefined : expandClasses(text, generator.classes ?? []);
  const labels = wantedClasses(generator, names);
  const source = {
    seed,
    latent: generator.latent,
    ...(truncation !== undefined && { truncation }),
    ...(labels && { labels }),
  };
  if (interpolate !== undefined) {
    return planWalk({ ...source, stops: interpolate, frames: frames ?? DEFAULTS.frames, isRound });
  }
  const isRowPerLabel = names !== undefined;
  const usual = isRowPerLabel ? DEFAULTS.countPerLabel : DEFAULTS.count;
  return planSheet({ ...source, count: count ?? usual, isRowPerLabel });
}

async function drawWithProgress(generator: NoiseGenerator, plan: Drawing): Promise<Images> {
  const progress = showWork(plan.count, 'images');
  try {
    return await generator.draw(plan, (done) => progress.at(done));
  } finally {
    progress.end();
  }
}

async function writePicture(
  out: string,
  format: 'png' | 'gif' | 'webp',
  images: Images,
  { columns }: Drawing,
): Promise<void> {
  const bytes = format === 'png' ? encodeSheet(images, columns) : encodeFrames(images, format);
  await writeFileAtomic(out, [await bytes]);
}

function bad(message: string): CliError {
  return new CliError('bad-argument', message);
}
