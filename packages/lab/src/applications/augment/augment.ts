/**
 * Data augmentation: a conditional generator draws a labeled data set, which is filtered and
 * written whole.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { LabError } from '../../errors.ts';
import { openDataset } from '../../data/open-dataset.ts';
import { versions } from '@ganport/core/internal';
import { openClassProbabilities } from './classifier.ts';
import type { ConditionalGenerator } from './conditional-generator.ts';
import { drawSet, type DrawCounts } from './draw-set.ts';
import { setFormats, type SetFormat } from './formats/index.ts';
import { duplicateDistance, openNearest } from './nearest.ts';
import { checkEmpty, writeWholeFolder } from '../../files/whole-folder.ts';
import { classNumber, noSuchClass } from '../generate/wanted-classes.ts';

export interface AugmentSettings {
  /** A new or an empty folder. */
  readonly out: string;
  readonly format: SetFormat;
  /** The number of images of each class. */
  readonly perClass: number;
  /** The names or the numbers of the classes; all of the generator's by default. */
  readonly classes?: readonly string[];
  readonly seed: number;
  /** The least probability of its class that an image needs, 0 to 1; 0 uses no classifier. */
  readonly minConfidence: number;
  /** An ONNX file that classifies; the MNIST classifier of ganport by default. */
  readonly classifier?: string;
  /**
   * Images nearer than this to a training image are rejected: the root mean square difference of
   * values in [-1, 1]. 'auto' measures the distance on the training images.
   */
  readonly nearDuplicates: number | 'auto' | 'off';
  /** The training images, as openDataset takes them; needed unless nearDuplicates is 'off'. */
  readonly data?: string;
  /** The most bytes of a file of the training images, unpacked; 1 GiB unless given. */
  readonly maxBytes?: number;
}

export interface AugmentHooks {
  /** Receives what happens before the first image. */
  readonly onStage?: (text: string) => void;
  readonly onProgress?: (taken: number, total: number) => void;
  /** Aborts: its reason is thrown and nothing is written. */
  readonly signal?: AbortSignal;
  /** How and where the session of the classifier computes. */
  readonly session?: NodeSessionOptions;
}

export interface AugmentResult extends DrawCounts {
  /** Images that are in the set. */
  readonly taken: number;
  /** The distance below which an image counted as a copy of a training image. */
  readonly distance?: number;
}

/**
 * Draws `perClass` images of each class into a folder, and records in augment.json how.
 *
 * @returns the counts of images that were drawn and rejected
 * @throws LabError 'bad-argument', 'not-found', 'cannot-write'; 'data-mismatch' when too few images
 * of a class pass; nothing is left then
 * @example
 * const generator = await openConditionalGenerator(await openModel('runs/labeled'));
 * const checks = { minConfidence: 0.9, nearDuplicates: 'auto', data: 'mnist' } as const;
 * await augment(generator, { out: 'more', format: 'png', perClass: 1000, seed: 1, ...checks });
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
    const confidence =
      minConfidence > 0 ? await openConfidence(generator, settings, hooks, closing) : undefined;
    const duplicates = await openDuplicates(generator, settings, hooks, closing);
    return await writeWholeFolder(out, async (folder) => {
      const { shape, classes } = generator;
      const writer = setFormats[settings.format]({ folder, shape, labels, classes, seed });
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
  const labels = wanted.map((name) => {
    const label = classNumber(name, classes);
    if (label !== undefined) return label;
    throw new LabError('bad-argument', `${path}: --classes: ${noSuchClass(name, classes)}`);
  });
  return [...new Set(labels)];
}

async function openConfidence(
  { shape }: ConditionalGenerator,
  { minConfidence, classifier: path }: AugmentSettings,
  { session }: AugmentHooks,
  closing: (() => Promise<void>)[],
) {
  const classifier = await openClassProbabilities(path, shape, session);
  closing.push(() => classifier.dispose());
  return { classifier, least: minConfidence };
}

async function openDuplicates(
  { shape, path }: ConditionalGenerator,
  { nearDuplicates, data, seed, maxBytes }: AugmentSettings,
  { onStage }: AugmentHooks,
  closing: (() => Promise<void>)[],
) {
  if (nearDuplicates === 'off') return undefined;
  if (data === undefined) {
    const message = `--data: the training images of ${path} are needed to reject copies of them; name them, or give --near-duplicates off`;
    throw new LabError('bad-argument', message);
  }
  onStage?.('reading the training images …');
  const [height, width, channels] = shape;
  const dataset = await openDataset(data, {
    size: [height, width],
    grayscale: channels === 1,
    maxBytes,
  });
  if (dataset.shape.join() !== shape.join()) {
    const message = `${data}: images of ${dataset.shape.join(' × ')}, but ${path} draws ${shape.join(' × ')}; give --data with the images it was trained on`;
    throw new LabError('data-mismatch', message);
  }
  const nearest = await openNearest(dataset);
  closing.push(() => nearest.dispose());
  if (nearDuplicates !== 'auto') return { nearest, distance: nearDuplicates };
  onStage?.('measuring how near the training images are to each other …');
  return { nearest, distance: await duplicateDistance(dataset, nearest, seed) };
}
