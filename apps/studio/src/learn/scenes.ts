/**
 * Games on the ring of eight Gaussians, worth watching: each is settings of `ganport train`, so that what
 * happens in the page happens on the command line too.
 */
import { text } from '../text.ts';
import type { Settings } from '../training/protocol.ts';

export interface Scene {
  readonly name: string;
  readonly title: string;
  /** What to look at. */
  readonly story: string;
  readonly settings: Settings;
}

const ring: Settings = {
  variant: 'mlp',
  data: 'ring',
  width: 0.25,
  batchSize: 128,
  latent: 16,
  generatorLearningRate: 1e-3,
  discriminatorLearningRate: 1e-3,
  metricsEvery: 10,
  monitorEvery: 50,
  checkpointEvery: 1e6,
  sampleEvery: 1e6,
  steps: 20_000,
};

const fast: Settings = {
  ...ring,
  generatorLearningRate: 0.01,
  discriminatorLearningRate: 5e-4,
  beta1: 0.9,
};

const scenes = {
  plain: ring,
  collapse: fast,
  pac: { ...ring, pac: 2, ema: 0.99 },
  slower: { ...fast, generatorLearningRate: 5e-4, beta1: 0.5, ema: 0.99 },
} as const satisfies Readonly<Record<string, Settings>>;

/** In the order in which they teach. */
export const allScenes: readonly Scene[] = Object.entries(scenes).map(([name, settings]) => ({
  name,
  settings,
  ...text.learn.scenes[name as keyof typeof scenes],
}));
