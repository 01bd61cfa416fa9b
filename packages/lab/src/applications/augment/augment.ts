/** A labelled data set that a conditional generator draws, filtered, written whole. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../../errors.ts';
import { openDataset } from '../../data/open-dataset.ts';
import { versions } from '@ganport/core/internal';
import { openJudge } from './classifier.ts';
import type { ConditionalGenerator } from './conditional-generator.ts';
import { drawSet, type DrawCounts } from './draw-set.ts';
import { setFormats, type SetFormat } from './formats/index.ts';
import { duplicateDistance, openNearest } from './nearest.ts';
import { checkEmpty, writeWholeFolder } from '../../files/whole-folder.ts';

export interface AugmentSettings {
  readonly out: string;
  readonly format: SetFormat;
  readonly perClass: number;
  /** Names; all of the generator's by default. */
  readonly classes?: readonly string[];
  readonly seed: number;
  /** Probability of its class that an image must have; 0 asks no classifier. */
  readonly minConfidence: number;
  /** An ONNX file; by default the classifier of MNIST that comes with ganport. */
  readonly classifier?: string;
  /** Root mean square difference of pixels in [-1, 1]; 'auto' is read off the training images. */
  readonly nearDuplicates: number | 'auto' | 'off';
  /** The training images, as openDataset takes them; needed unless nearDuplicates is 'off'. */
  readonly data?: string;
}

export interface AugmentHooks {
  /** What is being done now, before the first image. */
  readonly onStage?: (text: string) => void;
  readonly onProgress?: (taken: number, total: number) => void;
  /** Stops, with its reason thrown; nothing is left then. */
  readonly signal?: AbortSignal;
}

export interface AugmentResult extends DrawCounts {
  readonly taken: number;
  /** Below which images were taken for copies. */
  readonly distance?: number;
}

/**
 * Draws `perClass` images of each class into a folder, with augment.json that says how.
 *
 * @throws LabError 'bad-argument', 'not-found', 'data-mismatch', 'cannot-write'; nothing is left then
 */
export async function augment(
  generator: ConditionalGenerator,
  settings: AugmentSettings,
  hooks: AugmentHooks = {},
): Promise<AugmentResult> {
  const { out, perClass, seed, minConfidence } = settings;
  const labels = labelsOf(generator, settings.classes ?? generator.classes);
  await checkEmpty(out);
  const closing: (() => Promise<void>)[] = [];
  try {
    const confidence = minConfidence > 0 ? await sureness(generator, settings, closing) : undefined;
    const duplicates = await copies(generator, settings, hooks, closing);
    return await writeWholeFolder(out, async (folder) => {
      const { shape, classes } = generator;
      const writer = setFormats[settings.format]({ folder, shape, classes, seed });
      const total = labels.length * perClass;
      const counts = await drawSet({
        generator,
        labels,
        perClass,
        seed,
        ...(confidence && { confidence }),
        ...(duplicates && { duplicates }),
        ...(hooks.signal && { signal: hooks.signal }),
        take: (label, pixels) => writer.add(label, pixels),
        onProgress: (taken) => hooks.onProgress?.(taken, total),
      });
      await writer.close();
      const distance = duplicates?.distance;
      const result = { taken: total, ...counts, ...(distance !== undefined && { distance }) };
      const { path: model, step } = generator;
      const record = { model, step, settings, classes, image: shape, result, versions };
      await writeFile(join(folder, 'augment.json'), `${JSON.stringify(record, undefined, 2)}\n`);
      return result;
    });
  } finally {
    for (const close of closing) await close();
  }
}

function labelsOf({ classes, path }: ConditionalGenerator, wanted: readonly string[]): number[] {
  return wanted.map((name) => {
    const label = classes.indexOf(name);
    if (label >= 0) return label;
    const message = `classes: ${path} has no class ${name}; it has ${classes.join(', ')}`;
    throw new LabError('bad-argument', message);
  });
}

async function sureness(
  { shape }: ConditionalGenerator,
  { minConfidence, classifier: path }: AugmentSettings,
  closing: (() => Promise<void>)[],
) {
  const judge = await openJudge(path, shape);
  closing.push(() => judge.dispose());
  return { judge, least: minConfidence };
}

async function copies(
  { shape, path }: ConditionalGenerator,
  { nearDuplicates, data, seed }: AugmentSettings,
  { onStage }: AugmentHooks,
  closing: (() => Promise<void>)[],
) {
  if (nearDuplicates === 'off') return undefined;
  if (data === undefined) {
    const message = `data: the training images of ${path} are needed to keep copies of them out; name them, or turn the check off`;
    throw new LabError('bad-argument', message);
  }
  onStage?.('reading the training images …');
  const [height, width, channels] = shape;
  const dataset = await openDataset(data, { size: [height, width], grayscale: channels === 1 });
  if (dataset.shape.join() !== shape.join()) {
    const message = `${data}: images of ${dataset.shape.join(' × ')}, but ${path} draws ${shape.join(' × ')}; name the data that it was trained on`;
    throw new LabError('data-mismatch', message);
  }
  const nearest = await openNearest(dataset);
  closing.push(() => nearest.dispose());
  if (nearDuplicates !== 'auto') return { nearest, distance: nearDuplicates };
  onStage?.('measuring how near the training images are to each other …');
  return { nearest, distance: await duplicateDistance(dataset, nearest, seed) };
}
