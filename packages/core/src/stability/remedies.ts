/** The remedies that a warning proposes: flags of `ganport train` that are not in use already. */
import type { PhaseName } from '../gan/phases.ts';
import { taskOf, type Plan } from '../gan/plan.ts';
import type { NetworkOptions } from '../settings/index.ts';
import type { DetectorName } from './detector.ts';

/** A flag with its value; undefined where the plan has no use for it. */
type Remedy = (plan: Plan) => string | undefined;

const offered =
  (flag: string, helps: (plan: Plan) => boolean): Remedy =>
  (plan) =>
    helps(plan) ? flag : undefined;

const generates = (plan: Plan) => taskOf(plan).name === 'generation';
const has = ({ variant }: Plan, part: keyof NetworkOptions) =>
  variant.parts?.includes(part) === true;

const longerNoise = offered(
  '--latent 100',
  (plan) => generates(plan) && plan.config.latent < 10 && !plan.variant.latentOf,
);
const packs = offered('--pac 2', (plan) => {
  const { pac, batchSize, generatorBatchSize = batchSize } = plan.config;
  const isEven = batchSize % 2 === 0 && generatorBatchSize % 2 === 0;
  return pac === 1 && isEven && generates(plan) && plan.variant.labeled !== true;
});
const critic = offered(
  '--loss wgan-gp',
  (plan) => generates(plan) && plan.config.loss !== 'wgan-gp',
);
const deviation = offered(
  '--minibatch-stddev',
  (plan) => has(plan, 'minibatchStddev') && !plan.config.minibatchStddev,
);
const nonSaturating = offered('--loss non-saturating', ({ config }) => config.loss === 'minimax');
const r1 = offered(
  '--regularizer r1',
  (plan) => generates(plan) && plan.config.regularizer === 'none',
);
const spectral = offered(
  '--spectral-norm',
  (plan) => generates(plan) && has(plan, 'spectralNorm') && !plan.config.spectralNorm,
);
const instanceNoise = offered('--instance-noise 0.1', ({ config }) => config.instanceNoise === 0);
/** A lower learning rate is possible in every run. */
const slowerGenerator: Remedy = ({ config }) =>
  `--generator-learning-rate ${lower(config.generatorLearningRate)}`;
const slowerDiscriminator: Remedy = ({ config }) =>
  `--discriminator-learning-rate ${lower(config.discriminatorLearningRate)}`;

const fieldRates = offered('--preset field', ({ config }) => config.preset !== 'field');

/** In the order in which they are proposed. */
const remedies: Readonly<Record<DetectorName, readonly Remedy[]>> = {
  'mode-collapse': [
    fieldRates,
    longerNoise,
    packs,
    critic,
    deviation,
    instanceNoise,
    slowerGenerator,
  ],
  'vanishing-gradients': [nonSaturating, critic, r1, instanceNoise, slowerDiscriminator],
  divergence: [slowerDiscriminator, slowerGenerator, spectral, r1],
};

/** In pre-training the discriminator does not take part, so its remedies do not help. */
const slowerPretraining: Remedy = ({ config: { pretrainLearningRate = 0 } }) =>
  `--pretrain-learning-rate ${lower(pretrainLearningRate)}`;

/** The largest number of remedies in a warning, so that it fits on a line. */
const MOST = 3;

/** One to three flags with their values. @param phase the phase that has the trouble */
export function remediesFor(detector: DetectorName, plan: Plan, phase?: PhaseName): string[] {
  const proposed = phase === 'pretraining' ? [slowerPretraining] : remedies[detector];
  return proposed.flatMap((remedy) => remedy(plan) ?? []).slice(0, MOST);
}

/** The usual learning rate of GANs where the rate is far above it, otherwise half the rate. */
function lower(rate: number): number {
  return rate >= 1e-3 ? 2e-4 : Number((rate / 2).toPrecision(2));
}
