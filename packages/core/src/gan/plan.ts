/**
 * A plan is the complete description of a run: its variant, its settings, validated and resolved once,
 * and the loss that they name. The settings are flat, as in config.json and as flags. The defaults come
 * from the preset, the variant, the paper of the loss, and the tables of settings, in this order.
 */
import * as z from 'zod';
import { CoreError } from '../errors.ts';
import { kindOf } from '../kinds/index.ts';
import type { SampleShape } from '../kinds/kind.ts';
import { limits, sizeProblem } from '../limits.ts';
import { lossPresets, regularizerNames, regularizerOf, type LossPreset } from '../losses/index.ts';
import { schemasOf, settingsByConcern } from '../settings/index.ts';
import { LATENT } from '../settings/networks.ts';
import { tasks, type TaskName } from '../tasks/index.ts';
import type { Task } from '../tasks/task.ts';
import { variantNames, variantOf } from '../variants/index.ts';
import type { GanVariant } from '../variants/variant.ts';

const schema = z.strictObject({
  /** The name of a variant of ganport, or the file of a variant of one's own. */
  variant: z.string(),
  ...schemasOf(settingsByConcern.data),
  ...schemasOf(settingsByConcern.optimization),
  ...schemasOf(settingsByConcern.objective),
  ...schemasOf(settingsByConcern.networks),
  ...schemasOf(settingsByConcern.machine),
  ...schemasOf(settingsByConcern.reports),
});

/** All settings of a run, resolved. */
export type TrainConfig = Readonly<z.infer<typeof schema>>;

/** The settings that a caller gives: the variant; all others have defaults. */
export type TrainSettings = { readonly variant: string } & {
  readonly [Field in Exclude<keyof TrainConfig, 'variant'>]?: TrainConfig[Field] | undefined;
};

/** The complete description of a run. */
export interface Plan {
  readonly variant: GanVariant;
  readonly config: TrainConfig;
  readonly loss: LossPreset;
}

/** Presets of several settings: `field` has none of its own, `article` has those of the Keras article. */
const presets: Readonly<Record<TrainConfig['preset'], Partial<TrainConfig>>> = {
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

/**
 * Validates settings and resolves their defaults.
 *
 * @param settings an object with fields of TrainConfig, of which only `variant` is required
 * @param variant the variant; by default the one of ganport that `settings.variant` names
 * @throws CoreError 'bad-argument' with the field, what it must be, and what it is
 * @example
 * const { config } = createPlan({ variant: 'dcgan', steps: 500, loss: 'hinge' });
 */
export function createPlan(settings: unknown, variant = namedVariant(settings)): Plan {
  const given = withoutUndefined(settings);
  const losses = { ...lossPresets, ...variant.losses };
  const named = given['loss'] ?? variant.defaults?.['loss'] ?? 'non-saturating';
  const name = typeof named === 'string' ? named : JSON.stringify(named);
  const loss = Object.hasOwn(losses, name) ? losses[name as keyof typeof losses] : undefined;
  if (!loss) {
    const known = Object.keys(losses).join(', ');
    const message = `loss: must be one of ${known} (got ${JSON.stringify(name)})`;
    throw new CoreError('bad-argument', message);
  }
  const defaults = { ...lossDefaults(given, loss), ...variant.defaults, ...presetOf(given) };
  const parsed = parse({ ...defaults, ...given }, given);
  const shape = sampleShapeOf(parsed);
  const latent = (shape && variant.latentOf?.(shape)) ?? parsed.latent;
  const config = { ...parsed, latent };
  const problem =
    checkShape(config, variant) ??
    checkLatent(config, parsed, variant) ??
    checkPhases(config, variant) ??
    tasks[variant.task].check(config, variant) ??
    checkLabel(config, loss);
  if (problem !== undefined) throw new CoreError('bad-argument', problem);
  return { variant, config, loss };
}

/**
 * The task of a plan's variant: its networks, data, objective and pictures.
 *
 * @example
 * const { networks, data } = taskOf(plan); // ['generator', 'discriminator'], 'samples'
 */
export function taskOf({ variant }: { readonly variant: { readonly task: TaskName } }): Task {
  return tasks[variant.task];
}

/** The settings that a resumed run may change. All others are its identity. */
const changeable: ReadonlySet<string> = new Set([
  'steps',
  ...Object.keys(settingsByConcern.machine),
  ...Object.keys(settingsByConcern.reports),
]);

/** The settings that determine what a run computes. */
export function identityOf(config: TrainConfig): object {
  return Object.fromEntries(Object.entries(config).filter(([field]) => !changeable.has(field)));
}

/**
 * The plan of a resumed run: the settings that it was started with, and changes of them.
 *
 * @param stored the settings that the run was started with, as config.json has them
 * @param settings the changes; steps, machine and reports may change
 * @param variant the variant; by default the one of ganport that the settings name
 * @throws CoreError 'bad-config' with each setting that must not change and differs, 'bad-argument' as
 * createPlan
 * @example
 * const longer = resumePlan(plan.config, { variant: 'dcgan', steps: 20_000 });
 */
export function resumePlan(stored: unknown, settings: TrainSettings, variant?: GanVariant): Plan {
  const before = createPlan(stored, variant ?? namedVariant(stored)).config;
  const given = { ...before, ...withoutUndefined(settings) };
  const now = createPlan(given, variant ?? namedVariant(given));
  const text = (value: unknown) => JSON.stringify(value) ?? 'not set';
  const fields = Object.keys({ ...before, ...now.config }) as (keyof TrainConfig)[];
  const changed = fields
    .filter((field) => !changeable.has(field) && text(before[field]) !== text(now.config[field]))
    .map((field) => `${field} was ${text(before[field])} and is now ${text(now.config[field])}`);
  if (changed.length === 0) return now;
  const message = `resume: ${changed.join(', ')}; resume with the settings that the run was started with, or start another run`;
  throw new CoreError('bad-config', message);
}

function namedVariant(settings: unknown): GanVariant {
  const name: unknown = (settings as Record<string, unknown> | null)?.['variant'];
  if (typeof name === 'string') return variantOf(name);
  const got = name === undefined ? '' : ` (got ${JSON.stringify(name)})`;
  const message = `variant: must be one of ${variantNames.join(', ')}${got}`;
  throw new CoreError('bad-argument', message);
}

function withoutUndefined(settings: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings ?? {}).filter(([, value]) => value !== undefined),
  );
}

function presetOf(given: Record<string, unknown>): Partial<TrainConfig> {
  const name = given['preset'];
  return name === 'field' || name === 'article' ? presets[name] : {};
}

/** The defaults of a loss, with the regularizer that is given or its own. */
function lossDefaults(
  given: Record<string, unknown>,
  { regularizer, clip = 0, discriminatorSteps, optimizers }: LossPreset,
): Partial<TrainConfig> {
  const name = given['regularizer'] ?? regularizer?.name ?? 'none';
  const known = regularizerNames.find((candidate) => candidate === name);
  const ownWeight = regularizer?.name === name ? regularizer?.weight : undefined;
  return {
    regularizer: known ?? 'none',
    regularizerWeight: ownWeight ?? (known ? regularizerOf(known).defaultWeight : 0),
    clip,
    discriminatorSteps,
    generatorLearningRate: optimizers.generator.learningRate,
    discriminatorLearningRate: optimizers.discriminator.learningRate,
    beta1: optimizers.generator.beta1,
    beta2: optimizers.generator.beta2,
  };
}

/**
 * Validates resolved settings.
 *
 * @param given the settings of the caller, from which a message takes the value at fault
 */
function parse(settings: object, given: Record<string, unknown>): TrainConfig {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'settings';
  const value = issue?.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  const got = value === undefined ? '' : ` (got ${JSON.stringify(value)})`;
  throw new CoreError('bad-argument', `${field}: ${ruleOf(issue)}${got}`);
}

/** The shape of the samples of a run; undefined where it is not known yet. */
export function sampleShapeOf({
  image,
  sample,
}: Pick<TrainConfig, 'image' | 'sample'>): SampleShape | undefined {
  return image ?? sample;
}

function checkShape(config: TrainConfig, variant: GanVariant): string | undefined {
  const { setting, problem } = kindOf(variant);
  const other = setting === 'image' ? 'sample' : 'image';
  if (config[other]) return `${other}: ${variant.name} has ${setting} in its place; leave it out`;
  const shape = config[setting];
  const wrong = shape && problem(shape);
  return wrong === undefined ? undefined : `${setting}: ${wrong}`;
}

/** @param given the settings with the latent of the caller */
function checkLatent({ latent }: TrainConfig, given: TrainConfig, variant: GanVariant) {
  if (!variant.latentOf) return undefined;
  const { name } = variant;
  if (given.latent !== latent && given.latent !== LATENT) {
    return `latent: the samples of ${name} decide the length of its noise; leave it out`;
  }
  const problem = sizeProblem(latent, limits.latent);
  return problem && `latent: ${name} draws ${latent} numbers for a sample, and it ${problem}`;
}

function checkPhases({ pretrainSteps = 0, workers }: TrainConfig, variant: GanVariant) {
  if (pretrainSteps === 0) return undefined;
  const { name, pretraining } = variant;
  if (pretraining === undefined) return `pretrainSteps: ${name} has no pre-training; leave it out`;
  if (workers === 1) return undefined;
  return `workers: a training of two phases has one worker; use 1, or set pretrainSteps to 0`;
}

/** What a setting must be, in the words of the other messages. */
function ruleOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big') {
    return `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
  }
  if (issue?.code === 'too_small') {
    return `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
  }
  if (issue?.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  if (issue?.code === 'invalid_type') {
    return `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
  }
  if (issue?.code === 'unrecognized_keys') return `has no ${issue.keys.join(', ')}`;
  return issue?.message ?? 'not valid';
}

function checkLabel({ realLabel, loss: name }: TrainConfig, { loss }: LossPreset) {
  if (realLabel === 1 || loss.takesLabel) return undefined;
  return `realLabel: the loss ${name} has no label to smooth; it must be 1`;
}
