/**
 * Variants of one's own, such as the default export of `ganport train ./my-gan.mjs`. They are checked as
 * strictly as settings, so that a mistake is reported before any data are read.
 */
import * as z from 'zod';
import { CoreError } from '../errors.ts';
import { dataKinds, type KindName } from '../kinds/index.ts';
import { pretrainings, type PretrainingName } from '../objectives/pretraining.ts';
import { noises, type NoiseName } from '../random/noise.ts';
import { networkSettings } from '../settings/networks.ts';
import { tasks, type TaskName } from '../tasks/index.ts';
import type { GanVariant } from './variant.ts';

const fn = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', {
  message: 'must be a function',
});

const initializer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('normal'), mean: z.number(), stddev: z.number().min(0) }),
  z.strictObject({ kind: z.literal('glorot') }),
  z.strictObject({ kind: z.literal('glorot-each') }),
  z.strictObject({ kind: z.literal('fan-in') }),
  z.strictObject({ kind: z.literal('layer') }),
]);

const optimizer = z.looseObject({
  learningRate: z.number().positive(),
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
});

const lossPreset = z.strictObject({
  loss: z.looseObject({
    name: z.string().min(1),
    takesLabel: z.boolean(),
    discriminator: fn,
    generator: fn,
  }),
  source: z.string(),
  regularizer: z.strictObject({ name: z.string(), weight: z.number().min(0) }).optional(),
  clip: z.number().min(0).optional(),
  discriminatorSteps: z.int().min(1).max(100),
  optimizers: z.strictObject({ generator: optimizer, discriminator: optimizer }),
});

const schema = z.strictObject({
  name: z.string().min(1),
  source: z.string().min(1),
  task: z.enum(Object.keys(tasks) as [TaskName, ...TaskName[]]),
  kinds: z
    .array(z.enum(Object.keys(dataKinds) as [KindName, ...KindName[]]))
    .min(1)
    .optional(),
  noise: z.enum(Object.keys(noises) as [NoiseName, ...NoiseName[]]).optional(),
  representation: z
    .strictObject({ tensor: z.string().min(1), layers: fn, measures: z.looseObject({}).optional() })
    .optional(),
  latentOf: fn.optional(),
  pretraining: z
    .enum(Object.keys(pretrainings) as [PretrainingName, ...PretrainingName[]])
    .optional(),
  labeled: z.boolean().optional(),
  conditioned: z.boolean().optional(),
  packsLabels: z.boolean().optional(),
  noiseLength: fn.optional(),
  networks: fn,
  initialization: z.record(z.string(), initializer),
  defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  losses: z.record(z.string(), lossPreset).optional(),
  parts: z.array(z.enum(Object.keys(networkSettings) as [keyof typeof networkSettings])).optional(),
});

/**
 * Checks that a value is a variant.
 *
 * @param where the origin of the value, for messages: the name of a file
 * @returns the value itself
 * @throws CoreError 'bad-argument' with the first field at fault
 */
export function checkVariant(value: unknown, where: string): GanVariant {
  const result = schema.safeParse(value);
  if (result.success) return value as GanVariant; // The schema has checked every field.
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'variant';
  const message = `${where}: ${field}: ${issue?.message ?? 'not valid'}; a variant has name, source, task, networks and initialization`;
  throw new CoreError('bad-argument', message);
}

/**
 * Declares a variant of one's own.
 *
 * @returns the variant itself
 * @throws CoreError 'bad-argument' with the first field at fault
 * @example
 * import { defineVariant, layers, sequence } from '@ganport/core';
 *
 * export default defineVariant({
 *   name: 'mine',
 *   source: 'this file',
 *   task: 'generation',
 *   networks: ({ image, latent }) => ({
 *     generator: sequence('noise', [latent], () => [
 *       layers.dense('pixels', image[0] * image[1] * image[2]),
 *       layers.tanh('tanh'),
 *       layers.reshape('image', [...image]),
 *     ]),
 *     discriminator: sequence('image', image, () => [
 *       layers.flatten('flatten'),
 *       layers.dense('logit', 1),
 *     ]),
 *   }),
 *   initialization: { kernel: { kind: 'glorot' } },
 * });
 */
export function defineVariant(variant: GanVariant): GanVariant {
  return checkVariant(variant, `variant ${variant.name}`);
}
