/** What a search needs of the runtime that a file is fitted to. It computes nothing itself. */
import type { Model } from '../graph/graph.ts';

export interface Bench {
  /**
   * The shapes of values inside the model that is fitted, by name: at the sizes at which it is measured,
   * and, where its inputs have open sizes and it runs at others, at others of every open size. One map
   * for each; `withShapes` makes the model that computes them.
   */
  shapes(values: readonly string[]): Promise<readonly ReadonlyMap<string, readonly number[]>[]>;
  /**
   * Milliseconds of one run of each model, which all have the same inputs, in each of the rounds that
   * take them in turn; undefined for one that does not run.
   *
   * @param seconds about what the rounds may take together
   */
  measure(
    models: readonly Model[],
    seconds: number,
  ): Promise<readonly (readonly number[] | undefined)[]>;
  /** Whether a model computes what the original does. */
  agrees(model: Model): Promise<boolean>;
}

/** The output that has the shape of a value. */
const outputOf = (name: string) => `${name}/shape of`;

/**
 * The model with the shapes of values as its only outputs: int64 vectors, in their order.
 *
 * @param values names of values of its graph
 */
export function withShapes(model: Model, values: readonly string[]): Model {
  const { graph } = model;
  const nodes = values.map((name) => ({
    name: outputOf(name),
    op: 'Shape',
    domain: '',
    inputs: [name],
    outputs: [outputOf(name)],
    attributes: {},
  }));
  const outputs = values.map((name) => ({
    name: outputOf(name),
    dtype: 'int64' as const,
    shape: [`${outputOf(name)}/0`],
  }));
  return { ...model, graph: { ...graph, nodes: [...graph.nodes, ...nodes], outputs } };
}

/** The shapes of values, by name, in the outputs of the model of `withShapes`. */
export function shapesIn(
  outputs: Readonly<Record<string, { readonly data: ArrayLike<number | bigint> }>>,
  values: readonly string[],
): ReadonlyMap<string, readonly number[]> {
  return new Map(
    values.map((name) => [name, Array.from(outputs[outputOf(name)]?.data ?? [], Number)]),
  );
}

/** What an open dimension is measured at, unless someone says otherwise: a batch of one image. */
export const usualSize = (axis: number): number => (axis === 0 ? 1 : 64);
