/**
 * The input of a network that judges sounds: [batch, length], [batch, length, 1] or [batch, 1, length].
 * Sounds of another length are cut, or end in silence.
 */
import type { Model } from '@ganport/graph';
import { LabError } from '../errors.ts';
import { checkFixedSizes, unitRange, valueRangeOf } from '../models/model-metadata.ts';
import type { SampleInput } from './kind-in-lab.ts';

/** @throws LabError 'data-mismatch' for a model with any other input */
export function audioInputOf({ graph, metadata }: Model, path: string): SampleInput {
  const [input, ...others] = graph.inputs;
  const axis = input ? lengthAxis(input.shape) : undefined;
  if (!input || others.length > 0 || input.dtype !== 'float32' || axis === undefined) {
    const has = graph.inputs
      .map(({ name, dtype, shape }) => `${name} ${dtype} [${shape.join(', ')}]`)
      .join(', ');
    const message = `${path}: cannot be used as an extractor: one of sounds has one input, float32 [batch, length], [batch, length, 1] or [batch, 1, length], not ${has || 'none'}`;
    throw new LabError('data-mismatch', message);
  }
  checkFixedSizes(path, input);
  const [batch] = input.shape;
  const fixed = input.shape[axis];
  const own = typeof fixed === 'number' ? fixed : undefined;
  const [min, max] = valueRangeOf({ metadata }, input.name) ?? unitRange;
  return {
    name: input.name,
    ...(typeof batch === 'number' && { batch }),
    own: own === undefined ? undefined : [own, 1],
    values: ([length = 0]) => own ?? length,
    async fit(samples, [given = 0]) {
      const length = own ?? given;
      const count = samples.length / given;
      const data = new Float32Array(count * length);
      for (let i = 0; i < count; i++) {
        data.set(samples.subarray(i * given, i * given + Math.min(given, length)), i * length);
      }
      if (min !== -1 || max !== 1) {
        for (const [i, value] of data.entries()) data[i] = min + ((value + 1) / 2) * (max - min);
      }
      const dims = input.shape.map((_, i) => (i === 0 ? count : i === axis ? length : 1));
      return { dtype: 'float32', dims, data };
    },
  };
}

/** The axis of the length; undefined for a shape of anything else. */
function lengthAxis(shape: readonly unknown[]): 1 | 2 | undefined {
  if (shape.length === 2) return 1;
  if (shape.length !== 3) return undefined;
  if (shape[2] === 1) return 1;
  return shape[1] === 1 ? 2 : undefined;
}
