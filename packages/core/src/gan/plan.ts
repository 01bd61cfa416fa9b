/**
 * A plan is what a run is: its variant, its settings, validated once, and the loss that they name.
 * The settings are flat, as config.json keeps them and as flags give them. Fields that are not given
 * come from the preset, the variant, the loss's paper and the general defaults, in this order.
 */
import * as z from 'zod';
import { CoreError } from '../errors.ts';
import { lossPresets, regularizerNames, regularizerOf, type LossPreset } from '../losses/index.ts';
import { schemasOf, settingsByConcern } from '../settings/index.ts';
import { tasks, type TaskName } from '../tasks/index.ts';
import type { Task } from '../tasks/task.ts';
import { variantNames, variantOf } from '../variants/index.ts';
import type { GanVariant } from '../variants/variant.ts';

const schema = z.strictObject({
  /** A variant of ganport by name, or the file that describes one. */
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

/** What a caller has to give: the variant; everything else has a default. */
export type TrainSettings = { readonly variant: string } & {
  readonly [Field in Exclude<keyof TrainConfig, 'variant'>]?: TrainConfig[Field] | undefined;
};

export interface Plan {
  readonly variant: GanVariant;
  readonly config: TrainConfig;
  readonly loss: LossPreset;
}

/** Settings of a whole scheme: the field's are the general defaults, the article's those of Keras. */
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
 * @param settings an object of the fields of TrainConfig, of which only `variant` is required
 * @param variant the description that `settings.variant` names; ganport's own of that name unless
 * given
 * @throws CoreError 'bad-argument' that names the field, what it must be, and what it is
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
    const message = `loss: there is no '${name}'; choose one of ${known} (got ${JSON.stringify(name)})`;
    throw new CoreError('bad-argument', message);
  }
  const defaults = { ...lossDefaults(given, loss), ...variant.defaults, ...presetOf(given) };
  const config = parse({ ...defaults, ...given }, given);
  const problem = tasks[variant.task].check(config, variant) ?? checkLabel(config, loss);
  if (problem !== undefined) throw new CoreError('bad-argument', problem);
  return { variant, config, loss };
}

/** The task of a plan's variant. */
export function taskOf({ variant }: { readonly variant: { readonly task: TaskName } }): Task {
  return tasks[variant.task];
}

/** The settings that the run may change when it is resumed; the others make it the run that it is. */
const changeable: ReadonlySet<string> = new Set([
  'steps',
  ...Object.keys(settingsByConcern.machine),
  ...Object.keys(settingsByConcern.reports),
]);

/** The settings that decide what a run computes. */
export function identityOf(config: TrainConfig): object {
  return Object.fromEntries(Object.entries(config).filter(([field]) => !changeable.has(field)));
}

/**
 * The plan of a resumed run: the settings that it was started with, and those that are given now.
 *
 * @param stored what its config.json holds
 * @throws CoreError 'bad-config' that names each setting of the run's identity that differs,
 * 'bad-argument' as createPlan
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
  const message = `resume: ${changed.join(', ')}; resume with what the run was started with, or start another`;
  throw new CoreError('bad-config', message);
}

function namedVariant(settings: unknown): GanVariant {
  const name: unknown = (settings as Record<string, unknown> | null)?.['variant'];
  if (typeof name === 'string' && variantNames.some((known) => known === name)) {
    return variantOf(name);
  }
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
  const name = String(given['preset']);
  return name === 'field' || name === 'article' ? presets[name] : {};
}

/** The defaults that a loss brings along, for the regularizer that is given or its own. */
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

/** @param given what an error shows as the value at fault */
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
  throw new CoreError('bad-argument', `${field}: ${issue?.message ?? 'not valid'}${got}`);
}

function checkLabel({ realLabel, loss: name }: TrainConfig, { loss }: LossPreset) {
  if (realLabel === 1 || loss.takesLabel) return undefined;
  return `realLabel: the loss ${name} has no label to smooth; leave it at 1`;
}
