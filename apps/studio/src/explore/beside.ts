/** What is drawn beside the images of the generator: mixtures of classes, and the nearest real images. */
import { effect, signal } from '@preact/signals';
import type { Picture } from '@ganport/web';
import { lineOf, type Caller } from '../models/calls.ts';
import { createModels, type AllMethods } from '../models/store.ts';
import { brought, chosen, model, moved, vector } from './explorer.ts';
import type { GallerySource, Neighbors } from './protocol.ts';

/** Of each class, from 0 to 1. */
export const weights = signal<readonly number[]>([]);
export const mixed = signal<Picture | undefined>(undefined);
export const mixProblem = signal('');
export const neighbors = signal<Neighbors | undefined>(undefined);
export const neighborProblem = signal('');
export const isLooking = signal(false);

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

function worker(): AllMethods {
  caller ??= createModels();
  return caller.call;
}

/** The worker with the file that was brought. */
async function withFile(): Promise<AllMethods> {
  const file = brought.value;
  if (!file) throw new Error('no generator is open');
  const methods = worker();
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

/** Looks for the images that are nearest to the one that is moved. */
export async function lookFor(from: GallerySource): Promise<void> {
  const picture = moved.value;
  if (!picture || isLooking.value) return;
  isLooking.value = true;
  neighborProblem.value = '';
  try {
    neighbors.value = await worker().nearest({ picture, from });
  } catch (error) {
    neighborProblem.value = lineOf(error);
  } finally {
    isLooking.value = false;
  }
}
