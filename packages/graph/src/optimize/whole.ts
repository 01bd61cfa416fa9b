/**
 * Which forms are fastest together. A form that wins alone may lose in the whole: runtimes fuse a Conv
 * with what follows it and keep its layout between neighbors, and transposes between forms cancel.
 */
import type { Graph, Model, Node } from '../graph/graph.ts';
import type { Contender } from './alone.ts';
import type { Bench } from './bench.ts';
import { original, type LayerForm } from './forms/index.ts';
import type { LayerKind } from './kinds.ts';
import { recordForm } from './record.ts';
import { replaceLayers } from './rewrite.ts';
import { isFaster, median } from './times.ts';

/** The forms that were chosen, by kind; other kinds keep the original. */
export type Choice = ReadonlyMap<LayerKind, LayerForm>;

/** A trial of the whole model. */
export interface Trial {
  readonly description: string;
  /** Time by the time of the best model before it; undefined where it does not run. */
  readonly ratio: number | undefined;
  readonly isAdopted: boolean;
}

/** Runs of each model that a comparison takes at least: one that is not counted, and one that is. */
const fewestRuns = 2;

export class WholeSearch {
  readonly #original: Model;
  readonly #bench: Bench;
  readonly #onTrial: (trial: Trial) => void;
  #choice: Choice = new Map();
  #model: Model;
  /** Seconds that a run takes with all that goes with it, once one was measured. */
  #runTime = 0;

  constructor(model: Model, bench: Bench, onTrial: (trial: Trial) => void) {
    this.#original = model;
    this.#model = model;
    this.#bench = bench;
    this.#onTrial = onTrial;
  }

  /** The best model so far. */
  get model(): Model {
    return this.#model;
  }

  get choice(): Choice {
    return this.#choice;
  }

  /** Tries several forms at once. */
  async together(choice: Choice, seconds: number): Promise<void> {
    if (choice.size === 0) return;
    await this.#try([{ choice, description: 'the fastest form of each layer' }], seconds);
  }

  /**
   * Tries the forms of one kind, the others as they are.
   *
   * @param left seconds that all trials may take; of forms for which that is too short, none is tried
   */
  async refine(
    kind: LayerKind,
    contenders: readonly Contender[],
    seconds: number,
    left: number,
  ): Promise<void> {
    const present = this.#choice.get(kind) ?? original;
    const trials = contenders
      .filter(({ form }) => form !== present)
      .map(({ form }) => ({
        choice: withForm(this.#choice, kind, form),
        description: `${kind.layers[0]?.node.name ?? ''}: ${form.name}`,
      }));
    const affordable = trials.slice(0, Math.floor(left / (fewestRuns * this.#runTime)) - 1);
    if (affordable.length > 0) await this.#try(affordable, seconds);
  }

  /**
   * Measures the original and the best model once more; the original becomes the best where it is not
   * clearly slower.
   *
   * @returns milliseconds of both
   */
  async confirm(seconds: number): Promise<readonly [before: number, after: number]> {
    const models = this.#choice.size === 0 ? [this.#original] : [this.#original, this.#model];
    const [first = [], best = first] = await this.#bench.measure(models, seconds);
    const [before, after] = [median(first), median(best)];
    const isAdopted = isFaster(best, first);
    if (models.length > 1) {
      this.#onTrial({ description: 'the last comparison', ratio: after / before, isAdopted });
    }
    if (isAdopted) return [before, after];
    this.#model = this.#original;
    this.#choice = new Map();
    return [before, before];
  }

  /** Measures trials beside the best model; the fastest that is right takes its place. */
  async #try(
    trials: readonly { readonly choice: Choice; readonly description: string }[],
    seconds: number,
  ): Promise<void> {
    const models = trials.map(({ choice }) => withChoice(this.#original, choice));
    const begun = Date.now();
    const [best, ...times] = await this.#bench.measure([this.#model, ...models], seconds);
    const runs = (models.length + 1) * ((best?.length ?? 0) + 1);
    this.#runTime = (Date.now() - begun) / 1000 / runs;
    const ratios = times.map((own) => own && best && median(own) / median(best));
    const order = ratios
      .map((ratio, i) => ({ ratio, i }))
      .toSorted((a, b) => (a.ratio ?? Infinity) - (b.ratio ?? Infinity));
    let adopted: number | undefined;
    for (const { ratio, i } of order) {
      const [model, own] = [models[i], times[i]];
      if (model === undefined || !own || !best || ratio === undefined) break;
      if (!isFaster(own, best) || !(await this.#bench.agrees(model))) continue;
      this.#model = model;
      this.#choice = trials[i]?.choice ?? this.#choice;
      adopted = i;
      break;
    }
    for (const [i, { description }] of trials.entries()) {
      this.#onTrial({ description, ratio: ratios[i], isAdopted: i === adopted });
    }
  }
}

function withForm(choice: Choice, kind: LayerKind, form: LayerForm): Choice {
  const changed = new Map(choice);
  if (form === original) changed.delete(kind);
  else changed.set(kind, form);
  return changed;
}

/** The model with the layers of each kind in the form that was chosen. */
function withChoice(model: Model, choice: Choice): Model {
  const forms = new Map<Node, Graph>();
  for (const [kind, form] of choice) {
    for (const { node, observed } of kind.layers) {
      const recorded = recordForm(form, observed);
      if (recorded) forms.set(node, recorded.open);
    }
  }
  return { ...model, graph: replaceLayers(model.graph, forms) };
}
