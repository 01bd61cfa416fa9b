/** How lines of text become samples of one shape. */
import type { Vocabulary } from '@ganport/core/internal';

export interface TextOptions {
  /** Characters of a line: longer lines are cut, shorter ones end in padding. 32 unless given. */
  readonly length?: number | undefined;
  /** The most characters that are told apart, the most frequent ones. 128 unless given. */
  readonly characters?: number | undefined;
  /** The characters by number; those of the data unless given. */
  readonly vocabulary?: Vocabulary | undefined;
}

export const DEFAULT_LENGTH = 32;
export const DEFAULT_CHARACTERS = 128;
