/** What the page knows of the network that it looks into. */
import { computed, effect, signal } from '@preact/signals';
import { lineOf } from '../models/calls.ts';
import { models, problem, subject, work } from '../models/store.ts';
import { text } from '../text.ts';
import type { Activation, Layer, Measurement } from './protocol.ts';

export const layers = signal<readonly Layer[]>([]);
export const measurement = signal<Measurement | undefined>(undefined);
export const seed = signal(1);
export const search = signal('');
export const chosen = signal<number | undefined>(undefined);
export const activation = signal<Activation | undefined>(undefined);

/** The layers that the search finds; all without one. */
export const found = computed(() => {
  const words = search.value.trim().toLowerCase();
  return layers.value.filter(({ name, operators }) =>
    [name, ...operators].some((each) => each.toLowerCase().includes(words)),
  );
});

/** Milliseconds of all layers that could be measured. */
const layerTime = computed(() =>
  (measurement.value?.layers ?? []).reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0),
);

/** The share of a layer in the time of all, from 0 to 1. */
export function shareOf(id: number): number {
  const { milliseconds = 0 } = measurement.value?.layers[id] ?? {};
  return layerTime.value > 0 ? milliseconds / layerTime.value : 0;
}

effect(() => {
  void subject.value;
  layers.value = [];
  measurement.value = undefined;
  chosen.value = undefined;
  activation.value = undefined;
});

/** Shows the layers, and computes them. */
export async function look(): Promise<void> {
  if (!subject.value) return;
  await work(text.inside.measuring, async () => {
    layers.value = await models().layers(undefined);
    measurement.value = await models().measure({ seed: seed.value });
  });
  if (chosen.value !== undefined) await choose(chosen.value);
}

/** Chooses a layer, and shows what it has computed. */
export async function choose(id: number): Promise<void> {
  chosen.value = id;
  activation.value = undefined;
  if (!measurement.value) return;
  try {
    const next = await models().activation({ id });
    if (chosen.value === id) activation.value = next;
  } catch (error) {
    problem.value = lineOf(error);
  }
}
