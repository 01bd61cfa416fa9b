/**
 * What a run is: validated once, kept as the run folder's config.json. Each field is a flag of the
 * command line; an error names it.
 */
import * as z from 'zod';
import { CoreError } from '../errors.ts';
import { variantNames, type VariantName } from '../variants/index.ts';

const positive = (default_: number) =>
  z
    .int()
    .min(1)
    .max(2 ** 31)
    .default(default_);

const positiveSize = z.int().min(1);

const schema = z.strictObject({
  variant: z.enum(variantNames as [VariantName, ...VariantName[]]),
  /** `mnist`, an IDX file, or a folder of IDX files or images. */
  data: z.string().min(1).default('mnist'),
  steps: positive(10_000),
  /** Real images in a step; as many generated ones are judged beside them. */
  batchSize: positive(64),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  engine: z.enum(['onnx', 'tfjs']).default('onnx'),
  /** ONNX Runtime execution providers to try in order; the machine's best when left out. */
  providers: z
    .array(z.enum(['cpu', 'cuda', 'webgpu']))
    .min(1)
    .optional(),
  threads: z.int().min(1).max(1024).optional(),
  /** A line and a grid of samples are made every so many steps. */
  reportEvery: positive(1000),
  sampleEvery: positive(1000),
  /** A row of metrics.jsonl. */
  metricsEvery: positive(10),
  checkpointEvery: positive(1000),
  /** Height, width and channels; those of the data, filled in when the run starts. */
  image: z.tuple([positiveSize, positiveSize, positiveSize]).optional(),
  /** Multiplies the published number of filters or units. */
  width: z.number().positive().max(16).default(1),
});

export type TrainConfig = Readonly<z.infer<typeof schema>>;
/** What a caller must say: the variant; everything else has a default. */
export type TrainSettings = z.input<typeof schema>;

/** @throws CoreError 'bad-argument' that names the field, what it must be, and what it is */
export function parseConfig(settings: unknown): TrainConfig {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'settings';
  const given = issue?.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    settings,
  );
  const got = given === undefined ? '' : ` (got ${JSON.stringify(given)})`;
  throw new CoreError('bad-argument', `${field}: ${issue?.message ?? 'not valid'}${got}`);
}

/** What a resumed run must share with the run it goes on from. */
const identity = ['variant', 'data', 'image', 'batchSize', 'seed', 'width'] as const;

export function identityOf(config: TrainConfig): object {
  return Object.fromEntries(identity.map((field) => [field, config[field]]));
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
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const now = parseConfig({ ...before, ...Object.fromEntries(given) });
  const text = (value: unknown) => JSON.stringify(value) ?? 'not set';
  const changed = identity
    .filter((field) => text(before[field]) !== text(now[field]))
    .map((field) => `${field} was ${text(before[field])} and is now ${text(now[field])}`);
  if (changed.length === 0) return now;
  const message = `resume: ${changed.join(', ')}; resume with what the run was started with, or start another`;
  throw new CoreError('bad-config', message);
}
