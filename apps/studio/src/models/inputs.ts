/** Inputs to compute a model on: of a generator the noise of `ganport generate`, else drawn numbers. */
import { noises, keyed, spreadConditions } from '@ganport/core/internal';
import type { Model } from '@ganport/graph';
import { drawInputs } from '@ganport/parity/internal/web';
import type { TensorMap } from '@ganport/runtime';
import { modelSpec, type ModelSpec } from '@ganport/web';
import type { Drawn } from './protocol.ts';

/** What a page can do with a model; undefined for models without images. */
export function specOf({ graph, metadata }: Model): ModelSpec | undefined {
  const ends = (values: typeof graph.inputs) =>
    values.map(({ name, dtype, shape }) => ({ name, dtype, dims: shape }));
  try {
    return modelSpec({ inputs: ends(graph.inputs), outputs: ends(graph.outputs) }, metadata);
  } catch {
    return undefined;
  }
}

/** @throws ParityError for inputs that are too large */
export function inputsOf(model: Model, { seed, count }: Drawn): TensorMap {
  const spec = specOf(model);
  if (spec?.kind !== 'noise') return drawInputs(model, { seed });
  const { input, latent, label, condition, noise, batch = count } = spec;
  const data = new Float32Array(latent.reduce((product, size) => product * size, batch));
  noises[noise.name].fill(keyed(seed, 'samples'), data);
  const { center, scale } = noise;
  const classes = label?.classes.length ?? 1;
  return {
    [input]: {
      dtype: 'float32',
      dims: [batch, ...latent],
      data: data.map((value) => center + scale * value),
    },
    ...(condition && {
      [condition.input]: {
        dtype: 'float32',
        dims: [batch, 1],
        data: spreadConditions(condition.facts, batch),
      },
    }),
    ...(label && {
      [label.input]: {
        dtype: 'int32',
        dims: [batch],
        data: Int32Array.from({ length: batch }, (_, i) => i % classes),
      },
    }),
  };
}
