/**
 * Fits a file to a runtime. Each kind of layer is measured alone in every form that fits it, then the
 * fastest forms together, and then the forms of one kind after the other in the whole.
 */
import type { Model } from '../graph/graph.ts';
import { measureAlone, weightOf, type Contender } from './alone.ts';
import type { Bench } from './bench.ts';
import { original, type LayerForm } from './forms/index.ts';
import { imagesOf, layerKinds, type LayerKind } from './kinds.ts';
import { WholeSearch, type Choice, type Trial } from './whole.ts';

export interface OptimizeOptions {
  readonly bench: Bench;
  /** About how long the search may take; 60 when not given. One kind of layer is always measured. */
  readonly seconds?: number;
  /** Is called when a kind of layer has been measured, and for each trial of the whole. */
  readonly onProgress?: (progress: OptimizeProgress) => void;
}

export type OptimizeProgress =
  | { readonly measured: MeasuredKind; readonly done: number; readonly total: number }
  | { readonly trial: Trial };

/** Layers of the same geometry, measured alone. */
export interface MeasuredKind {
  /** The names of their nodes. */
  readonly layers: readonly string[];
  /** The form that they have in the file. */
  readonly present: string;
  /** Milliseconds of one of them in each form that was measured to the end, the fastest first. */
  readonly forms: readonly { readonly form: string; readonly ms: number }[];
}

/** What became of a kind of layer. */
export interface FittedKind extends MeasuredKind {
  /** The form that it has in the result. */
  readonly form: string;
}

export interface Optimized {
  /** The original itself where nothing is clearly faster. */
  readonly model: Model;
  readonly isChanged: boolean;
  readonly kinds: readonly FittedKind[];
  /** Milliseconds of one run of the original and of the result, measured in turn. */
  readonly before: number;
  readonly after: number;
}

/** The passes and the forms read and write operators of this operator set and later ones. */
const oldestOpset = 13;

/** The time of a form alone by that of the original, for those that are tried together. */
const promising = 0.95;

/**
 * Parts of the time: until all layers are weighed, until they are measured alone, for all of them
 * together, and for the last comparison.
 */
const parts = { weights: 0.15, alone: 0.6, together: 0.1, last: 0.1 };

/** Seconds that a comparison takes at least, and that a layer alone takes at most. */
const [shortest, longest] = [0.2, 5];

/**
 * The model in the forms that are fastest where `bench` measures. It computes what the original does,
 * and is never slower as a whole: else it is the original. Layers are the two-dimensional convolutions
 * of float32 images in the graph itself, with weights that are initializers, also in float16. What is in
 * subgraphs, and models of an operator set before 13, stay as they are.
 *
 * @throws what the bench throws
 * @example
 * const { model: fast, before, after } = await optimize(await readModelFile('model.onnx'), { bench });
 */
export async function optimize(model: Model, options: OptimizeOptions): Promise<Optimized> {
  const { bench, seconds = 60, onProgress = () => undefined } = options;
  const kinds = await kindsOf(model, bench);
  const started = Date.now();
  const left = () => seconds - (Date.now() - started) / 1000;
  const atLeast = (part: number) => Math.max(shortest, part);

  const heaviest = await weighed(kinds, bench, () => left() <= seconds * (1 - parts.weights));
  let weights = heaviest.reduce((sum, { weight }) => sum + weight, 0);
  const measured: [LayerKind, readonly Contender[]][] = [];
  for (const { kind, weight } of heaviest) {
    const time = left() - seconds * (1 - parts.alone);
    if (time <= 0 && measured.length > 0) break;
    // Half of a layer's part goes to opening its forms.
    const share = (weight / weights) * Math.max(0, time) * 0.5;
    weights -= weight;
    const contenders = await measureAlone(kind, bench, atLeast(Math.min(share, longest)));
    measured.push([kind, contenders]);
    const done = measured.length;
    onProgress({ measured: described(kind, contenders), done, total: heaviest.length });
  }

  const search = new WholeSearch(model, bench, (trial) => onProgress({ trial }));
  await search.together(winners(measured), atLeast(seconds * parts.together));
  for (const [i, [kind, contenders]] of measured.entries()) {
    const time = left() - seconds * parts.last;
    if (time <= 0) break;
    const share = Math.min(time / (measured.length - i), seconds * parts.together);
    await search.refine(kind, contenders, atLeast(share), time);
  }
  const [before, after] = await search.confirm(atLeast(seconds * parts.last));

  const fitted = measured.map(([kind, contenders]) => ({
    ...described(kind, contenders),
    form: (search.choice.get(kind) ?? original).name,
  }));
  return { model: search.model, isChanged: search.choice.size > 0, kinds: fitted, before, after };
}

async function kindsOf({ graph, opsets }: Model, bench: Bench): Promise<readonly LayerKind[]> {
  const images = imagesOf(graph);
  if (images.length === 0 || (opsets[''] ?? 0) < oldestOpset) return [];
  return layerKinds(graph, await bench.shapes(images));
}

/** The kinds that run alone with their weights, the heaviest first; until the time for it is over. */
async function weighed(
  kinds: readonly LayerKind[],
  bench: Bench,
  isOver: () => boolean,
): Promise<readonly { readonly kind: LayerKind; readonly weight: number }[]> {
  const known: { readonly kind: LayerKind; readonly weight: number }[] = [];
  for (const kind of kinds) {
    if (isOver() && known.length > 0) break;
    const weight = await weightOf(kind, bench);
    if (weight !== undefined) known.push({ kind, weight });
  }
  return known.toSorted((a, b) => b.weight - a.weight);
}

function described({ layers }: LayerKind, contenders: readonly Contender[]): MeasuredKind {
  return {
    layers: layers.map(({ node }) => node.name),
    present: original.name,
    forms: contenders.map(({ form, ms }) => ({ form: form.name, ms })),
  };
}

const timeAsItIs = (contenders: readonly Contender[]) =>
  contenders.find(({ form }) => form === original)?.ms ?? 0;

/** The fastest forms, where they are clearly faster than the original. */
function winners(measured: readonly (readonly [LayerKind, readonly Contender[]])[]): Choice {
  const choice = new Map<LayerKind, LayerForm>();
  for (const [kind, contenders] of measured) {
    const [fastest] = contenders;
    if (fastest && fastest.ms <= promising * timeAsItIs(contenders)) choice.set(kind, fastest.form);
  }
  return choice;
}
