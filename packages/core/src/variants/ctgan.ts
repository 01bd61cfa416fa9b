/**
 * CTGAN, a GAN of table rows: numbers of many modes and categories of unequal frequency. A column of
 * numbers is a place within one of its modes; choices are Gumbel softmax. A class is a category of a
 * column, which training draws so that rare ones are learned; the generator is penalized where its row is
 * of another category, and the discriminator judges packs of rows.
 */
import type * as tf from '@tensorflow/tfjs';
import { CoreError } from '../errors.ts';
import {
  batchNorm,
  concat,
  dense,
  dropout,
  flatten,
  groupLogits,
  gumbelSoftmax,
  leakyReLU,
  oneHot,
  relu,
  slice,
  tanh,
} from '../layers/index.ts';
import { chain } from '../models/chain.ts';
import type { NetworkDescription } from '../models/description.ts';
import { layoutOf, type RowLayout, type Table } from '../tables/table.ts';
import { scaled } from './sizes.ts';
import type { GanVariant, NetworkSettings } from './variant.ts';

const UNITS = 256;
const TEMPERATURE = 0.2;
/** Normal numbers of which the Gumbel softmax makes the noise of a choice. */
const NORMALS = 2;

/** @throws CoreError 'bad-argument' for a plan without a table */
function layout({ table }: { readonly table?: Table | undefined }): RowLayout {
  if (table) return layoutOf(table);
  const message = 'table: the plan has no columns; set table, or use planForData';
  throw new CoreError('bad-argument', message);
}

const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

/** Joins the parts of a vector that are there. */
function joined(name: string, parts: readonly tf.SymbolicTensor[]): tf.SymbolicTensor {
  const [only, ...more] = parts;
  return (more.length > 0 ? concat(name).apply([...parts]) : only) as tf.SymbolicTensor;
}

function generator(settings: NetworkSettings): NetworkDescription {
  const { latent, width } = settings;
  const { numbers, modes, categories, choices } = layout(settings);
  const classes = sum(categories);
  const units = scaled(width, UNITS);
  return {
    inputs: {
      noise: { shape: [latent + NORMALS * choices] },
      ...(classes > 0 && { label: { shape: [], dtype: 'int32' } }),
    },
    outputs: (input) => {
      const noise = input('noise');
      const vector = classes > 0 ? [chain(input('label'), [oneHot('one_hot', classes)])] : [];
      let x = joined('noise_and_label', [chain(noise, [slice('latent', 0, latent)]), ...vector]);
      for (const number of [1, 2]) {
        const more = chain(x, [
          dense(`dense_${number}`, units),
          batchNorm(`norm_${number}`),
          relu(`relu_${number}`),
        ]);
        x = joined(`residual_${number}`, [more, x]);
      }
      const logits = chain(x, [dense('logits', choices)]);
      const normals = chain(noise, [slice('normals', latent, NORMALS * choices)]);
      const chosen = gumbelSoftmax(
        numbers > 0 ? 'choices' : 'rows',
        [...modes, ...categories],
        TEMPERATURE,
      );
      const rows = joined('rows', [
        ...(numbers > 0 ? [chain(x, [dense('numbers', numbers), tanh('places')])] : []),
        chosen.apply([logits, normals]) as tf.SymbolicTensor,
      ]);
      if (classes === 0) return rows;
      const own = chain(logits, [slice('class_logits', sum(modes), classes)]);
      const ofColumn = groupLogits('class', categories).apply([own, ...vector]);
      return [rows, ofColumn as tf.SymbolicTensor];
    },
  };
}

function discriminator(settings: NetworkSettings): NetworkDescription {
  const { pac } = settings;
  const { width, categories } = layout(settings);
  const classes = sum(categories);
  const units = scaled(settings.width, UNITS);
  return {
    inputs: {
      rows: { shape: [width * pac] },
      ...(classes > 0 && { label: { shape: pac > 1 ? [pac] : [], dtype: 'int32' } }),
    },
    outputs: (input) => {
      const vectors =
        classes > 0
          ? [chain(input('label'), [oneHot('one_hot', classes), flatten('classes')])]
          : [];
      return chain(joined('rows_and_labels', [input('rows'), ...vectors]), [
        dense('dense_1', units),
        leakyReLU('leaky_1'),
        dropout('dropout_1', 0.5),
        dense('dense_2', units),
        leakyReLU('leaky_2'),
        dropout('dropout_2', 0.5),
        dense('logit', 1),
      ]);
    },
  };
}

export const ctgan: GanVariant = {
  name: 'ctgan',
  source: 'Xu et al. 2019, section 4',
  task: 'generation',
  kinds: ['rows'],
  labeled: true,
  packsLabels: true,
  noiseLength: (settings) => settings.latent + NORMALS * layout(settings).choices,
  networks: (settings) => ({
    generator: generator(settings),
    discriminator: discriminator(settings),
  }),
  // The published code has PyTorch's initial weights, about half as large as Glorot's here.
  initialization: { kernel: { kind: 'fan-in' } },
  defaults: {
    data: 'households',
    loss: 'wgan-gp',
    discriminatorSteps: 1,
    generatorLearningRate: 2e-4,
    discriminatorLearningRate: 2e-4,
    generatorWeightDecay: 1e-6,
    latent: 128,
    batchSize: 500,
    pac: 10,
  },
  parts: [],
};
