/** Lines of text, as they come out of a generator: a distribution over the characters for every place. */
import { textsOf } from '@ganport/core/internal';
import type { HostTensor } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { SampleKind } from '../models/sample-kind.ts';

const MOST_CHARACTERS = 1024;

/** Kind of samples: lines of text. */
export const text: SampleKind = {
  facts: (metadata) => ({ vocabulary: vocabularyOf(metadata['ganport.text.vocabulary']) }),
  read: (output, spec) => toLines(output, spec).map((line) => ({ line })),
};

/** Neither a control nor a format character, nor what Unicode leaves open. */
const seen = /^\P{C}$/u;

/** The first is nothing, each other one a character that can be seen. @throws WebError 'unsuitable-model' */
function vocabularyOf(list = ''): readonly string[] {
  try {
    const [first, ...others]: readonly unknown[] = JSON.parse(list);
    const isOne = (each: unknown): each is string => typeof each === 'string' && seen.test(each);
    if (first === '' && others.length < MOST_CHARACTERS && others.every(isOne)) {
      return [first, ...others];
    }
  } catch {
    // Reported below, like a list of something else.
  }
  throw unsuitable(
    'the metadata ganport.text.vocabulary is no list of characters: export the model again',
  );
}

/** The longest line. */
const MOST_PLACES = 4096;

/**
 * The lines of a batch [batch, length, characters]: the most likely character of every place, up to the end.
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
function toLines(
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
