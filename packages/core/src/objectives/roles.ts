/**
 * The names of the networks of each task. Variants use them in networks(), objectives find networks by
 * them, and the ONNX files of a run are named after them.
 */

/** Images from noise. */
export const generationRoles = { generator: 'generator', discriminator: 'discriminator' } as const;

/** A translation from one domain of images to another. */
export interface Translation {
  readonly generator: string;
  /** The discriminator of its target domain. */
  readonly discriminator: string;
  readonly source: 'a' | 'b';
  readonly target: 'a' | 'b';
}

/** Both directions, learned without pairs. */
export const cycleTranslations = {
  AtoB: {
    generator: 'generator-AtoB',
    discriminator: 'discriminator-B',
    source: 'a',
    target: 'b',
  },
  BtoA: {
    generator: 'generator-BtoA',
    discriminator: 'discriminator-A',
    source: 'b',
    target: 'a',
  },
} as const satisfies Record<string, Translation>;

/** One direction, learned from pairs; the discriminator gets source and target together. */
export const pairTranslation = {
  generator: 'generator-AtoB',
  discriminator: 'discriminator',
  source: 'a',
  target: 'b',
} as const satisfies Translation;
