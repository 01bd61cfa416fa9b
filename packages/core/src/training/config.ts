/**
 * What a run is: validated once, kept as the run folder's config.json. Each field is a flag of the
 * command line; an error names it. What is not said comes from the preset, the variant, the loss's
 * paper and the general defaults, in this order.
 */
import * as z from 'zod';
import { diffAugment } from '../augmentation/index.ts';
import { CoreError } from '../errors.ts';
import {
  lossPresetNames,
  lossPresetOf,
  regularizerNames,
  regularizerOf,
  type RegularizerName,
} from '../losses/index.ts';
import { variantNames, variantOf, type VariantName } from '../variants/index.ts';

const positive = (default_: number) =>
  z
    .int()
    .min(1)
    .max(2 ** 31)
    .default(default_);
const positiveSize = z.int().min(1);
const weight = (default_: number) => z.number().min(0).max(1e6).default(default_);
const rate = z.number().positive().max(1);
const share = z.number().min(0).lt(1);

const policy = z.string().superRefine((text, context) => {
  try {
    diffAugment(text);
  } catch (thrown) {
    const message = thrown instanceof CoreError ? thrown.message : String(thrown);
    context.addIssue({ code: 'custom', message });
  }
});

const schema = z.strictObject({
  variant: z.enum(variantNames as [VariantName, ...VariantName[]]),
  /** The scheme that the defaults are of: the field's, or that of the article ganport began with. */
  preset: z.enum(['field', 'article']).default('field'),

  /** `mnist`, an IDX or NPZ file, or a folder of IDX files or images; of pairs, for pix2pix. */
  data: z.string().min(1).default('mnist'),
  /** Translation: the folders of the two domains. */
  dataA: z.string().min(1).optional(),
  dataB: z.string().min(1).optional(),
  /** Images are resized to this many pixels a side. */
  imageSize: positiveSize.optional(),
  /** Before, the middle of this many pixels a side is cut out. */
  crop: positiveSize.optional(),
  grayscale: z.boolean().default(false),
  /** Translation: images are read at this size and a random part of `imageSize` is used. */
  loadSize: positiveSize.optional(),
  /** Translation: every second image, by chance, is mirrored. */
  flip: z.boolean().default(false),

  steps: positive(10_000),
  /** Real images in a step of the discriminator; as many generated ones are judged beside them. */
  batchSize: positive(64),
  /** Images in a step of the generator; as many as `batchSize` unless said. */
  generatorBatchSize: positiveSize.optional(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),

  /** What is minimised, with its paper's optimisers, regulariser and number of steps as defaults. */
  loss: z.enum(lossPresetNames as [(typeof lossPresetNames)[number]]).default('non-saturating'),
  regularizer: z
    .enum(['none', ...regularizerNames] as ['none', ...RegularizerName[]])
    .default('none'),
  regularizerWeight: weight(0),
  /** The discriminator's weights are kept within ± this; 0 leaves them. */
  clip: weight(0),
  /** Steps of the discriminator for each of the generator. */
  discriminatorSteps: z.int().min(1).max(100),
  generatorLearningRate: rate,
  discriminatorLearningRate: rate,
  beta1: share,
  beta2: share,
  /** Both rates fall in a straight line to 0 from this step on, … */
  decayFrom: z.int().min(0).optional(),
  /** … which they reach here; the run's last step unless said. */
  decayUntil: positiveSize.optional(),
  /** What the discriminator is to say of real images; 0.9 is one-sided label smoothing. */
  realLabel: z.number().positive().max(1).default(1),
  /** Standard deviation of the noise on all that the discriminator sees. */
  instanceNoise: weight(0),
  /** DiffAugment's policy: some of color, translation, cutout. */
  augment: policy.optional(),
  /** Samples and exports are of the generator's moving average with this decay; 0 for none. */
  ema: share.default(0),

  /** Length of the noise vector. */
  latent: positive(100),
  /** Multiplies the published number of filters or units. */
  width: z.number().positive().max(16).default(1),
  spectralNorm: z.boolean().default(false),
  attention: z.boolean().default(false),
  minibatchStddev: z.boolean().default(false),
  upsampling: z.enum(['transposed', 'nearest']).default('transposed'),
  /** Samples that the discriminator judges at a time (PacGAN). */
  pac: z.int().min(1).max(16).default(1),
  /** Translation: filters of the first layer, and residual blocks. */
  filters: z.int().min(1).max(1024).default(64),
  blocks: z.int().min(0).max(100).default(9),
  /** CycleGAN: weights of the way there and back, and of leaving alone what is there already. */
  cycleWeight: weight(10),
  identityWeight: weight(5),
  /** pix2pix: weight of the distance to the partner. */
  pairWeight: weight(100),
  /** CycleGAN: earlier translations that the discriminators are shown; 0 for none. */
  poolSize: z.int().min(0).max(10_000).default(50),

  engine: z.enum(['onnx', 'tfjs']).default('onnx'),
  /** ONNX Runtime execution providers to try in order; the machine's best when left out. */
  providers: z
    .array(z.enum(['cpu', 'cuda', 'webgpu']))
    .min(1)
    .optional(),
  threads: z.int().min(1).max(1024).optional(),
  /** A line is printed, and a grid of samples drawn, every so many steps. */
  reportEvery: positive(1000),
  sampleEvery: positive(1000),
  /** A row of metrics.jsonl. */
  metricsEvery: positive(10),
  checkpointEvery: positive(1000),
  /** Its row also says how diverse the samples are, and how many classes they hit. */
  monitorEvery: positive(100),
  /** And FID and IS, on data that ganport has an extractor for. */
  evaluateEvery: positiveSize.optional(),

  /** Height, width and channels; those of the data, filled in when the run starts. */
  image: z.tuple([positiveSize, positiveSize, positiveSize]).optional(),
  /** The names of the classes; those of the data, where the variant has a use for labels. */
  classNames: z.array(z.string()).default([]),
});

export type TrainConfig = Readonly<z.infer<typeof schema>>;
/** What a caller must say: the variant; everything else has a default. */
export type TrainSettings = { readonly variant: VariantName } & {
  readonly [Field in Exclude<keyof TrainConfig, 'variant'>]?: TrainConfig[Field] | undefined;
};

/** The field is the general defaults; the article's scheme is that of Adam's and Keras's defaults. */
const presets: Readonly<Record<string, object>> = {
  field: {},
  article: {
    batchSize: 64,
    generatorBatchSize: 128,
    generatorLearningRate: 1e-3,
    discriminatorLearningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
  },
};

/** @throws CoreError 'bad-argument' that names the field, what it must be, and what it is */
export function parseConfig(settings: unknown): TrainConfig {
  const given = withoutGaps(settings);
  const result = schema.safeParse({ ...defaultsOf(given), ...given });
  if (result.success) return checked(result.data);
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'settings';
  const value = issue?.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  const got = value === undefined ? '' : ` (got ${JSON.stringify(value)})`;
  throw new CoreError('bad-argument', `${field}: ${issue?.message ?? 'not valid'}${got}`);
}

function withoutGaps(settings: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings ?? {}).filter(([, value]) => value !== undefined),
  );
}

/** What the preset, the variant and the loss say, for fields that are not given. */
function defaultsOf(given: Record<string, unknown>): Record<string, unknown> {
  const name = variantNames.find((known) => known === given['variant']);
  const ofVariant = name ? (variantOf(name).defaults ?? {}) : {};
  const chosen = { ...ofVariant, ...presets[String(given['preset'])], ...given };
  const loss = lossPresetNames.find((known) => known === chosen['loss']) ?? 'non-saturating';
  const { regularizer, clip = 0, discriminatorSteps, optimizers } = lossPresetOf(loss);
  const named = given['regularizer'] ?? regularizer?.name ?? 'none';
  const known = regularizerNames.find((candidate) => candidate === named);
  const ofLoss = regularizer?.name === named ? regularizer.weight : undefined;
  return {
    regularizer: named,
    regularizerWeight: ofLoss ?? (known ? regularizerOf(known).defaultWeight : 0),
    clip,
    discriminatorSteps,
    generatorLearningRate: optimizers.generator.learningRate,
    discriminatorLearningRate: optimizers.discriminator.learningRate,
    beta1: optimizers.generator.beta1,
    beta2: optimizers.generator.beta2,
    ...ofVariant,
    ...presets[String(given['preset'])],
  };
}

/** Settings that are valid by themselves and make no sense together. */
function checked(config: TrainConfig): TrainConfig {
  const { variant, pac, batchSize, generatorBatchSize = batchSize, loss, realLabel } = config;
  const refuse = (message: string): never => {
    throw new CoreError('bad-argument', message);
  };
  const { task, labelled } = variantOf(variant);
  if (task !== 'generation') {
    if (pac > 1) refuse(`pac: ${variant} judges one image at a time; leave it at 1`);
    if (config.discriminatorSteps > 1) {
      const remedy = `set discriminatorSteps to 1, or choose another loss than ${loss}`;
      refuse(`discriminatorSteps: ${variant} takes one step of both; ${remedy}`);
    }
    if (generatorBatchSize !== batchSize) {
      refuse(`generatorBatchSize: ${variant} translates the batch it is given; leave it out`);
    }
  }
  if (pac > 1 && labelled) {
    refuse(`pac: the samples of a pack would have several labels; use it with mlp or dcgan`);
  }
  if (batchSize % pac !== 0 || generatorBatchSize % pac !== 0) {
    refuse(`pac: ${pac} samples at a time do not divide a batch of ${batchSize}`);
  }
  if (realLabel !== 1 && !lossPresetOf(loss).loss.takesLabel) {
    refuse(`realLabel: the loss ${loss} has no label to smooth; leave it at 1`);
  }
  return config;
}

/** What a run may change when it is resumed; everything else makes it the run that it is. */
const free: ReadonlySet<string> = new Set<keyof TrainConfig>([
  'steps',
  'engine',
  'providers',
  'threads',
  'reportEvery',
  'sampleEvery',
  'metricsEvery',
  'checkpointEvery',
  'monitorEvery',
  'evaluateEvery',
]);

export function identityOf(config: TrainConfig): object {
  return Object.fromEntries(Object.entries(config).filter(([field]) => !free.has(field)));
}

/**
 * The configuration of a resumed run: the one it was started with, but for what is given now.
 *
 * @param stored what its config.json holds
 * @throws CoreError 'bad-config' that names each setting of the run's identity that differs,
 * 'bad-argument' as parseConfig
 */
export function resumeConfig(stored: unknown, settings: TrainSettings): TrainConfig {
  const before = parseConfig(stored);
  const now = parseConfig({ ...before, ...withoutGaps(settings) });
  const text = (value: unknown) => JSON.stringify(value) ?? 'not set';
  const fields = Object.keys({ ...before, ...now }) as (keyof TrainConfig)[];
  const changed = fields
    .filter((field) => !free.has(field) && text(before[field]) !== text(now[field]))
    .map((field) => `${field} was ${text(before[field])} and is now ${text(now[field])}`);
  if (changed.length === 0) return now;
  const message = `resume: ${changed.join(', ')}; resume with what the run was started with, or start another`;
  throw new CoreError('bad-config', message);
}
