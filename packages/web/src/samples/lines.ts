/** Lines of text, as they come out of a generator: a distribution over the characters for every place. */
import { textsOf } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';

/** The longest line. */
const MOST_PLACES = 4096;

/**
 * The lines of a batch [batch, length, characters]: the most likely character of every place, up to the end.
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function toLines(
  { data, dims }: HostTensor,
  { output, samples: { vocabulary = [] } }: Pick<NoiseSpec, 'output' | 'samples'>,
): string[] {
  const [, length = NaN, characters] = dims;
  const fits = dims.length === 3 && length <= MOST_PLACES && characters === vocabulary.length;
  if (!(data instanceof Float32Array) || !fits) {
    throw unsuitable(
      `text is float32[batch, length, ${vocabulary.length} characters] of at most ${MOST_PLACES} places; this model's output ${output} is [${dims.join(', ')}]`,
    );
  }
  return textsOf(data, dims.slice(1), vocabulary);
}
