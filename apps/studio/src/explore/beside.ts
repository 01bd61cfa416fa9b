/** What is drawn beside the images of the generator: mixtures of classes, and the nearest real images. */
import { effect, signal } from '@preact/signals';
import { decodeMessage, encodeMessage } from '@ganport/parity/internal/web';
import type { NearestAnswer, NearestQuestion } from '@ganport/studio/protocol';
import type { Picture } from '@ganport/web';
import { lineOf, type Caller } from '../models/calls.ts';
import { createModels, type AllMethods } from '../models/store.ts';
import { brought, chosen, model, moved, vector } from './explorer.ts';
import { looker } from './looker.ts';
import { postBytes } from '../runs/api.ts';
import { text } from '../text.ts';
import type { GallerySource, Neighbors, ServedRun } from './protocol.ts';

/** Of each class, from 0 to 1. */
export const weights = signal<readonly number[]>([]);
export const mixed = signal<Picture | undefined>(undefined);
export const mixProblem = signal('');
/** Neighbors with the sentence for their number and distances. */
interface FoundNeighbors extends Neighbors {
  readonly line: (size: string, distances: string) => string;
}

export const neighbors = signal<FoundNeighbors | undefined>(undefined);
export const neighborProblem = signal('');
export const isLooking = signal(false);

/** Of the file that was brought. */
let caller: Caller<AllMethods> | undefined;
let opened: Promise<AllMethods> | undefined;

/** A new file has other classes, and other images. */
effect(() => {
  void brought.value;
  caller?.close();
  caller = undefined;
  opened = undefined;
  mixed.value = undefined;
  mixProblem.value = '';
  neighbors.value = undefined;
  weights.value = (model.peek()?.classes ?? []).map((_, i) => (i < 2 ? 0.5 : 0));
});

/** The worker with the file that was brought. */
async function withFile(): Promise<AllMethods> {
  const file = brought.value;
  if (!file) throw new Error('no generator is open');
  caller ??= createModels();
  const methods = caller.call;
  opened ??= methods
    .open({ kind: 'files', files: new Map([['generator.onnx', file]]) })
    .then(() => methods);
  return opened;
}

/** Draws the chosen image with a mixture of classes. */
export async function drawMix(): Promise<void> {
  const total = weights.value.reduce((sum, weight) => sum + weight, 0);
  if (!model.value?.classes || total === 0) return;
  try {
    const methods = await withFile();
    const shares = weights.value.map((weight) => weight / total);
    mixed.value = await methods.mix({ noise: vector(chosen.value).slice(), weights: shares });
    mixProblem.value = '';
  } catch (error) {
    mixed.value = undefined;
    mixProblem.value = lineOf(error);
  }
}

/** Looks for the images of this page that are nearest to the one that is moved. */
export function lookFor(from: GallerySource): Promise<void> {
  return look(async (picture) => {
    const found = await looker().nearest({ picture, from });
    const isByFeatures = from.kind === 'digits' && from.by === 'features';
    const { distances, distancesOfRun } = text.explore;
    return { ...found, line: isByFeatures ? distancesOfRun.features : distances };
  });
}

/** Has the server look through the training images of a run. */
export function lookInRun(from: ServedRun): Promise<void> {
  return look(async ({ width, height, rgba }) => {
    const question: NearestQuestion = {
      ...from,
      picture: { width, height, rgba: new Uint8Array(rgba) },
    };
    const answer = decodeMessage(await postBytes('nearest', encodeMessage(question)));
    const { size, nearest } = answer as NearestAnswer;
    const shown = nearest.map(({ distance, picture }) => ({
      distance,
      picture: { ...picture, rgba: Uint8ClampedArray.from(picture.rgba) },
    }));
    return { size, nearest: shown, skipped: 0, line: text.explore.distancesOfRun[from.by] };
  });
}

async function look(doing: (picture: Picture) => Promise<FoundNeighbors>): Promise<void> {
  const picture = moved.value;
  const file = brought.value;
  if (!picture || isLooking.value) return;
  isLooking.value = true;
  neighborProblem.value = '';
  try {
    const found = await doing(picture);
    // Another file may have been brought meanwhile.
    if (brought.value === file) neighbors.value = found;
  } catch (error) {
    neighborProblem.value = lineOf(error);
  } finally {
    isLooking.value = false;
  }
}
