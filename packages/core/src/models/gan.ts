/** A GAN: the networks of a variant as a run's settings have them, with weights from its seed. */
import { CoreError } from '../errors.ts';
import type { TrainConfig } from '../training/config.ts';
import { variantOf } from '../variants/index.ts';
import type { GanVariant, NetworkDescription, NetworkSettings } from '../variants/variant.ts';
import { initializeWeights } from './initialize.ts';
import { createNetwork, type Network } from './network.ts';

export interface Gan {
  readonly variant: GanVariant;
  readonly config: TrainConfig;
  readonly networks: Readonly<Record<string, Network>>;
}

/**
 * @param variant another description than the one that the configuration names
 * @throws CoreError 'bad-argument' when the configuration has no image shape yet, 'data-mismatch' for
 * images that the variant cannot make
 */
export function createGan(config: TrainConfig, variant = variantOf(config.variant)): Gan {
  const networks = Object.entries(descriptionsOf(config, variant)).map(([name, description]) => {
    const network = createNetwork(name, description);
    initializeWeights(network.weights, variant.initialization, config.seed, name);
    return [name, network] as const;
  });
  return { variant, config, networks: Object.fromEntries(networks) };
}

/** One network alone, its weights as the layers start them. @throws CoreError as createGan */
export function createNetworkOf(config: TrainConfig, name: string): Network {
  const descriptions = descriptionsOf(config, variantOf(config.variant));
  const description = descriptions[name];
  if (description) return createNetwork(name, description);
  const known = Object.keys(descriptions).join(', ');
  throw new CoreError(
    'bad-argument',
    `network: ${config.variant} has no '${name}'; it has ${known}`,
  );
}

/** The names of a configuration's generators, in their order. */
export function generatorsOf(config: TrainConfig): string[] {
  return Object.keys(descriptionsOf(config, variantOf(config.variant))).filter((name) =>
    name.startsWith('generator'),
  );
}

function descriptionsOf(
  { image, classNames, ...config }: TrainConfig,
  variant: GanVariant,
): Readonly<Record<string, NetworkDescription>> {
  if (!image) {
    throw new CoreError('bad-argument', 'image: the shape of the images is not known yet');
  }
  const settings: NetworkSettings = { ...config, image, classes: classNames.length };
  return variant.networks(settings);
}
