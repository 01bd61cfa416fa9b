/** How fast a kind of layer is alone, in each of its forms. */
import type { Model } from '../graph/graph.ts';
import { OnnxModel } from '../onnx/onnx-model.ts';
import type { Bench } from './bench.ts';
import { original, type LayerForm } from './forms/index.ts';
import type { LayerKind } from './kinds.ts';
import { recordForm } from './record.ts';
import { median } from './times.ts';

/** A form with the milliseconds of one run of one layer. */
export interface Contender {
  readonly form: LayerForm;
  readonly ms: number;
}

/** Forms that are measured again, beside the original. */
const finalists = 3;

/** The part of the time in which all forms are measured. */
const firstPart = 1 / 3;

/** Seconds of a first look. */
const glance = 0.01;

/** Milliseconds that the layers of a kind take as they are; undefined where one does not run alone. */
export async function weightOf(kind: LayerKind, bench: Bench): Promise<number | undefined> {
  const [alone] = await timesOf(kind, [original], bench, glance);
  return alone && alone.ms * kind.layers.length;
}

/**
 * The original and the best forms, the fastest first: all forms are measured briefly, then these for
 * longer. Empty where the original does not run alone.
 */
export async function measureAlone(
  kind: LayerKind,
  bench: Bench,
  seconds: number,
): Promise<readonly Contender[]> {
  const first = await timesOf(kind, kind.forms, bench, seconds * firstPart);
  const best = first.filter(({ form }) => form !== original).slice(0, finalists);
  const forms = [original, ...best.map(({ form }) => form)];
  const contenders = await timesOf(kind, forms, bench, seconds * (1 - firstPart));
  return contenders.some(({ form }) => form === original) ? contenders : [];
}

async function timesOf(
  { layers: [layer] }: LayerKind,
  forms: readonly LayerForm[],
  bench: Bench,
  seconds: number,
): Promise<Contender[]> {
  const trials = forms.flatMap((form) => {
    const model = layer && modelOf(form, layer.observed);
    return model ? [{ form, model }] : [];
  });
  const times = await bench.measure(
    trials.map(({ model }) => model),
    seconds,
  );
  return trials
    .flatMap(({ form }, i) => {
      const own = times[i];
      return own ? [{ form, ms: median(own) }] : [];
    })
    .toSorted((a, b) => a.ms - b.ms);
}

function modelOf(form: LayerForm, observed: Parameters<typeof recordForm>[1]): Model | undefined {
  const recorded = recordForm(form, observed);
  return recorded && OnnxModel.fromGraph(recorded.measured).model;
}
