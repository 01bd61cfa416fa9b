/** The flags of `ganport train` that help against a sign of trouble and are not in use already. */
import type { TrainConfig } from '../training/config.ts';
import { variantOf } from '../variants/index.ts';
import type { SignName } from './sign.ts';

/** A flag with its value; undefined where it does not help a run of these settings. */
type Remedy = (config: TrainConfig) => string | undefined;

const offered =
  (flag: string, helps: (config: TrainConfig) => boolean): Remedy =>
  (config) =>
    helps(config) ? flag : undefined;

const generates = ({ variant }: TrainConfig) => variantOf(variant).task === 'generation';
/** Their discriminators share layers that the others do not have. */
const isConvolutional = ({ variant }: TrainConfig) => ['dcgan', 'cgan', 'acgan'].includes(variant);

const longerNoise = offered('--latent 100', (config) => generates(config) && config.latent < 10);
const packs = offered(
  '--pac 2',
  ({ variant, pac, batchSize, generatorBatchSize = batchSize }) =>
    pac === 1 &&
    !variantOf(variant).labelled &&
    variantOf(variant).task === 'generation' &&
    batchSize % 2 === 0 &&
    generatorBatchSize % 2 === 0,
);
const critic = offered(
  '--loss wgan-gp',
  (config) => generates(config) && config.loss !== 'wgan-gp',
);
const deviation = offered(
  '--minibatch-stddev',
  (config) => isConvolutional(config) && !config.minibatchStddev,
);
const saturatesNot = offered('--loss non-saturating', ({ loss }) => loss === 'minimax');
const flatter = offered(
  '--regularizer r1',
  (config) => generates(config) && config.regularizer === 'none',
);
const spectral = offered('--spectral-norm', (config) => generates(config) && !config.spectralNorm);
const noisier = offered('--instance-noise 0.1', ({ instanceNoise }) => instanceNoise === 0);
/** No run is too slow for these. */
const slowerGenerator: Remedy = ({ generatorLearningRate: rate }) =>
  `--generator-learning-rate ${lower(rate)}`;
const slowerDiscriminator: Remedy = ({ discriminatorLearningRate: rate }) =>
  `--discriminator-learning-rate ${lower(rate)}`;

/** In the order in which they are worth trying. */
const remedies: Readonly<Record<SignName, readonly Remedy[]>> = {
  'mode-collapse': [longerNoise, packs, critic, deviation, noisier, slowerGenerator],
  'vanishing-gradients': [saturatesNot, critic, flatter, noisier, slowerDiscriminator],
  divergence: [slowerDiscriminator, slowerGenerator, spectral, flatter],
};

/** At most as many as a line has room for. */
const MOST = 3;

/** One to three flags with their values. */
export function remediesFor(sign: SignName, config: TrainConfig): string[] {
  return remedies[sign].flatMap((remedy) => remedy(config) ?? []).slice(0, MOST);
}

/** The field's usual rate where one is far above it, else half of it. */
function lower(rate: number): number {
  return rate >= 1e-3 ? 2e-4 : Number((rate / 2).toPrecision(2));
}
