/**
 * The names that a variant gives its networks and by which the objective of its task finds them.
 * They are also the names of the ONNX files of a run.
 */

/** Images from noise. */
export const generationRoles = { generator: 'generator', discriminator: 'discriminator' } as const;

/** A translation from one domain of images to another, and who judges its results. */
export interface Translation {
  readonly generator: string;
  readonly discriminator: string;
  readonly source: 'a' | 'b';
  readonly target: 'a' | 'b';
}

/** Both directions, without pairs. */
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

/** One direction, from pairs; the discriminator sees source and target together. */
export const pairTranslation = {
  generator: 'generator-AtoB',
  discriminator: 'discriminator',
  source: 'a',
  target: 'b',
} as const satisfies Translation;
