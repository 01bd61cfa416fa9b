/** The flags of `ganport train` that help against a sign of trouble and are not in use already. */
import { taskOf, type Plan } from '../gan/plan.ts';
import type { NetworkOptions } from '../settings/index.ts';
import type { SignName } from './detector.ts';

/** A flag with its value; undefined where it does not help a run of this plan. */
type Remedy = (plan: Plan) => string | undefined;

const offered =
  (flag: string, helps: (plan: Plan) => boolean): Remedy =>
  (plan) =>
    helps(plan) ? flag : undefined;

const generates = (plan: Plan) => taskOf(plan).name === 'generation';
const has = ({ variant }: Plan, part: keyof NetworkOptions) =>
  variant.parts?.includes(part) === true;

const longerNoise = offered('--latent 100', (plan) => generates(plan) && plan.config.latent < 10);
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
const flatter = offered(
  '--regularizer r1',
  (plan) => generates(plan) && plan.config.regularizer === 'none',
);
const spectral = offered(
  '--spectral-norm',
  (plan) => generates(plan) && has(plan, 'spectralNorm') && !plan.config.spectralNorm,
);
const noisier = offered('--instance-noise 0.1', ({ config }) => config.instanceNoise === 0);
/** Any run can be slower. */
const slowerGenerator: Remedy = ({ config }) =>
  `--generator-learning-rate ${lower(config.generatorLearningRate)}`;
const slowerDiscriminator: Remedy = ({ config }) =>
  `--discriminator-learning-rate ${lower(config.discriminatorLearningRate)}`;

/** In the order in which they are worth trying. */
const remedies: Readonly<Record<SignName, readonly Remedy[]>> = {
  'mode-collapse': [longerNoise, packs, critic, deviation, noisier, slowerGenerator],
  'vanishing-gradients': [nonSaturating, critic, flatter, noisier, slowerDiscriminator],
  divergence: [slowerDiscriminator, slowerGenerator, spectral, flatter],
};

/** At most as many as a line has room for. */
const MOST = 3;

/** One to three flags with their values. */
export function remediesFor(sign: SignName, plan: Plan): string[] {
  return remedies[sign].flatMap((remedy) => remedy(plan) ?? []).slice(0, MOST);
}

/** The usual rate of the field where the rate is far above it, else half the rate. */
function lower(rate: number): number {
  return rate >= 1e-3 ? 2e-4 : Number((rate / 2).toPrecision(2));
}
