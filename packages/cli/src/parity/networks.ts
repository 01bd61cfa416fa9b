/**
 * The networks that `ganport parity --variants` compares: a generator and a discriminator of each
 * variant, small and with wide random weights, and the classifier that ganport ships.
 */
import {
  createGan,
  createPlan,
  exportNetwork,
  type KindName,
  type VariantName,
  variantNames,
  variantOf,
} from '@ganport/core';
import { layoutOf, type Table } from '@ganport/core/internal';
import { classifierModel, shippedClassifier } from '@ganport/lab/internal';
import { originalIn, subjectOf, type ParitySubject } from './prove.ts';

export interface NamedNetwork {
  /** A variant's name, or `mnist` for the classifier. */
  readonly variant: string;
  readonly network: string;
  open(): Promise<ParitySubject>;
}

/** Settings of small networks, by task. */
const sizes = {
  generation: { image: [16, 16, 1], width: 1 / 8, latent: 32 },
  cycle: { image: [32, 32, 3], filters: 8, blocks: 2 },
  pairs: { image: [32, 32, 3], filters: 8 },
} as const;

/** Ten categories, and numbers of three modes. */
const table = [
  {
    kind: 'category',
    name: 'class',
    categories: Array.from({ length: 10 }, (_, i) => String(i)),
    counts: Array<number>(10).fill(1),
  },
  {
    kind: 'number',
    name: 'size',
    decimals: 2,
    min: 0,
    max: 10,
    modes: [1, 4, 9].map((mean) => ({ mean, stddev: 0.5, weight: 1 / 3 })),
  },
] as const satisfies Table;

/** Of other kinds, in place of the size of images. */
const ofKinds: Partial<Readonly<Record<KindName, object>>> = {
  audio: { sample: [512, 1], width: 1 / 16, latent: 32 },
  jets: { sample: [13, 13, 1], width: 1 / 4, latent: 32 },
  volumes: { sample: [8, 8, 8, 1], width: 1 / 4, latent: 32 },
  text: { sample: [16, 12], width: 1 / 32, latent: 32 },
  rows: { sample: [layoutOf(table).width], table, width: 1 / 8, latent: 32 },
};

/**
 * Wide enough for small networks that outputs have contrast and are not saturated (the report has
 * their spread). Biases and statistics are not 0 or 1, so that a mistake in them shows.
 */
const initialization = {
  kernel: { kind: 'normal', mean: 0, stddev: 0.1 },
  kernels: { kind: 'normal', mean: 0, stddev: 0.1 },
  bias: { kind: 'normal', mean: 0, stddev: 0.2 },
  gamma: { kind: 'normal', mean: 1, stddev: 0.2 },
  beta: { kind: 'normal', mean: 0, stddev: 0.2 },
  moving_mean: { kind: 'normal', mean: 0, stddev: 0.2 },
  moving_variance: { kind: 'normal', mean: 1, stddev: 0.1 },
} as const;

function ganOf(name: VariantName) {
  const variant = variantOf(name);
  const classNames = Array.from({ length: 10 }, (_, i) => String(i));
  const settings = {
    variant: name,
    ...(ofKinds[variant.kinds?.[0] ?? 'images'] ?? sizes[variant.task]),
    ...(variant.latentOf && { latent: undefined }),
  };
  const labels = variant.labeled && { classNames };
  return createGan(createPlan({ ...settings, ...labels }, { ...variant, initialization }));
}

/** The first network of each kind; a CycleGAN's second ones have the same layers. */
function networksOf(variant: VariantName): NamedNetwork[] {
  const { networks, config } = ganOf(variant);
  const names = Object.keys(networks);
  const kinds = ['generator', 'discriminator'].map((kind) =>
    names.find((name) => name.startsWith(kind)),
  );
  return kinds
    .filter((name) => name !== undefined)
    .map((network) => ({
      variant,
      network,
      async open() {
        // In range: it is one of the names.
        const { model } = networks[network] as (typeof networks)[string];
        const onnx = await exportNetwork({ model, classNames: config.classNames });
        const name = `${variant} ${network}`;
        return { name, model: onnx.model, source: onnx.bytes(), ...originalIn(onnx.model, model) };
      },
    }));
}

/** Those of some variants, or of all and the classifier. */
export function networksFor(variants?: readonly VariantName[]): NamedNetwork[] {
  if (variants) return variants.flatMap(networksOf);
  const classifier = {
    variant: 'mnist',
    network: 'classifier',
    open: async () => subjectOf(shippedClassifier, await classifierModel()),
  };
  return [...variantNames.flatMap(networksOf), classifier];
}
