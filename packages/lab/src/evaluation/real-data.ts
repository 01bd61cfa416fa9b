/**
 * Real images in two disjoint parts: the reference, which samples are compared with, and the
 * held-out part, which gives the values of real images themselves. Both are in random order, so
 * that their first n images are a fair sample.
 */
import type { Dataset } from '@ganport/core';
import { keyed, shuffle } from '@ganport/core/internal';
import { loadHouseholds, parseHouseholds, type HouseholdSet } from '../data/households.ts';
import { loadMnist } from '../data/mnist.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { DatasetOptions } from '../data/options.ts';
import { LabError } from '../errors.ts';
import { subset } from '../data/subset.ts';
import { loadWordList } from '../data/word-lists.ts';

export interface RealData {
  readonly reference: Dataset;
  readonly heldOut: Dataset;
}

type LoadPart = (part: 'train' | 'test', options: DatasetOptions) => Promise<Dataset>;

/** The data that have a split of their own. */
const split: ReadonlyMap<string, LoadPart> = new Map<string, LoadPart>([
  ['mnist', loadMnist],
  ['words', (part, options) => loadWordList('words', part, options)],
  ['names', (part, options) => loadWordList('names', part, options)],
  ['households', loadHouseholdsPart],
]);

/** Both parts have the table of the first. */
async function loadHouseholdsPart(
  part: 'train' | 'test',
  { rows = {} }: DatasetOptions,
): Promise<Dataset> {
  const set = (spec: string) => parseHouseholds(spec) as HouseholdSet; // They are names of the table.
  const train = await loadHouseholds(set('households'), rows);
  if (part === 'train') return train;
  return loadHouseholds(set('households-test'), { table: train.table });
}

/**
 * Opens data and splits them. MNIST, the lists of words and the synthetic table have splits of their
 * own: the training samples are the reference, the test samples are held out. Of other data a random
 * share is held out, by the seed.
 *
 * @param spec as for openDataset
 * @param options heldOutShare in (0, 1), half unless given; how images are prepared, as for
 * openDataset
 * @throws LabError as openDataset; 'data-mismatch' for data with too few images
 * @example
 * const { reference, heldOut } = await openRealData('photos/', { seed: 1 });
 */
export async function openRealData(
  spec: string,
  options: DatasetOptions & { readonly seed: number; readonly heldOutShare?: number },
): Promise<RealData> {
  const { seed, heldOutShare = 0.5, ...images } = options;
  const load = split.get(spec);
  if (load) {
    const [train, test] = await Promise.all([load('train', images), load('test', images)]);
    return {
      reference: subset(train, shuffle(keyed(seed, 'reference'), train.size)),
      heldOut: subset(test, shuffle(keyed(seed, 'held out'), test.size)),
    };
  }
  const dataset = await openDataset(spec, images);
  const held = Math.floor(dataset.size * heldOutShare);
  if (held < 1) {
    const message = `${spec}: has ${dataset.size} images; give data with more images, so that some can be held out`;
    throw new LabError('data-mismatch', message);
  }
  const order = shuffle(keyed(seed, 'reference'), dataset.size);
  return {
    reference: subset(dataset, order.subarray(held)),
    heldOut: subset(dataset, order.subarray(0, held)),
  };
}
