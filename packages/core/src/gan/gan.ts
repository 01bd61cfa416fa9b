/** A GAN: a plan with its networks, whose weights are initialized from the seed. */
import type { DataFacts } from '../data/facts.ts';
import { CoreError, messageOf } from '../errors.ts';
import { kindOf } from '../kinds/index.ts';
import type { ImageShape, NetworkDescription } from '../models/description.ts';
import { initializeWeights } from '../models/initialize.ts';
import { createNetwork, type Network } from '../models/network.ts';
import { onSamples } from '../models/representation.ts';
import type { NetworkOptions } from '../settings/index.ts';
import type { GanVariant, NetworkSettings } from '../variants/variant.ts';
import { sampleShapeOf, taskOf, type Plan, type TrainConfig } from './plan.ts';

/** A plan with its networks. */
export interface Gan extends Plan {
  /** The networks by the names of the task. */
  readonly networks: Readonly<Record<string, Network>>;
}

/** The part of a plan that determines its networks. */
export interface NetworkPlan {
  readonly variant: GanVariant;
  readonly config: NetworkOptions &
    Pick<TrainConfig, 'image' | 'sample' | 'sampleRate' | 'classNames' | keyof DataFacts>;
}

/**
 * Builds the networks of a plan and initializes their weights from its seed.
 *
 * @throws CoreError 'bad-argument' when the plan has no shape of samples, or when networks() of the
 * variant fails or lacks a network of its task; 'data-mismatch' for samples that the variant cannot make
 * @example
 * const gan = createGan(createPlan({ variant: 'dcgan', image: [28, 28, 1] }));
 */
export function createGan(plan: Plan): Gan {
  const { variant, config } = plan;
  const networks = Object.entries(descriptionsOf(plan)).map(([name, description]) => {
    const network = createNetwork(name, description);
    initializeWeights(network.weights, variant.initialization, config.seed, name);
    return [name, whole(network, plan)] as const;
  });
  return { ...plan, networks: Object.fromEntries(networks) };
}

/**
 * One network, with the initial weights of its layers.
 *
 * @param isFirst whether it has its first output alone; others of a generator serve its training
 * @throws CoreError as createGan
 */
export function createNetworkOf(plan: NetworkPlan, name: string, isFirst = false): Network {
  const descriptions = descriptionsOf(plan);
  const description = descriptions[name];
  if (description) {
    return whole(createNetwork(name, isFirst ? withFirst(description) : description), plan);
  }
  const known = Object.keys(descriptions).join(', ');
  const message = `network: ${plan.variant.name} has no '${name}'; it has ${known}`;
  throw new CoreError('bad-argument', message);
}

/**
 * The names of a plan's generators, in the order of its task.
 *
 * @example
 * generatorsOf(createPlan({ variant: 'cyclegan' })); // ['generator-AtoB', 'generator-BtoA']
 */
export function generatorsOf(plan: Pick<Plan, 'variant'>): readonly string[] {
  return taskOf(plan).generators;
}

function descriptionsOf({ variant, config }: NetworkPlan) {
  const descriptions = networksOf(variant, settingsOf({ variant, config }));
  checkRoles(variant, descriptions);
  return descriptions;
}

/** The network of samples, where a variant's networks learn on a representation of them. */
function whole(network: Network, plan: NetworkPlan): Network {
  const { representation } = plan.variant;
  if (!representation) return network;
  const settings = settingsOf(plan);
  const [length = 0, ...more] = settings.sample;
  const channels = more.pop() ?? 1;
  return onSamples(network, representation.tensor, representation.layers(settings), {
    name: kindOf(plan.variant).tensor,
    shape: [length, ...more, channels * settings.pac],
  });
}

/** The settings of a plan's networks. @throws CoreError 'bad-argument' without a shape of samples */
function settingsOf({ variant, config }: NetworkPlan): NetworkSettings {
  const { classNames, ...options } = config;
  const sample = sampleShapeOf(config);
  if (!sample) {
    const { setting, noun } = kindOf(variant);
    const message = `${setting}: the plan has no shape of ${noun[1]}; set ${setting}, or use planForData`;
    throw new CoreError('bad-argument', message);
  }
  // A variant of images reads `image`, which createPlan has checked; others read `sample`.
  const image = sample as ImageShape;
  return { ...options, image, sample, classes: classNames.length };
}

/** A network without its further outputs, and without the layers that only these need. */
function withFirst({ inputs, outputs }: NetworkDescription): NetworkDescription {
  const first = (input: Parameters<typeof outputs>[0]) => [outputs(input)].flat()[0];
  return { inputs, outputs: first as NetworkDescription['outputs'] }; // A network has an output.
}

/** @throws CoreError 'bad-argument' for any other error that networks() of the variant throws */
function networksOf(variant: GanVariant, settings: NetworkSettings) {
  try {
    return variant.networks(settings);
  } catch (cause) {
    if (cause instanceof CoreError) throw cause;
    const message = `variant ${variant.name}: networks() failed: ${messageOf(cause)}`;
    throw new CoreError('bad-argument', message, { cause });
  }
}

/** @throws CoreError 'bad-argument' when a variant lacks a network of its task */
function checkRoles(
  variant: GanVariant,
  descriptions: Readonly<Record<string, NetworkDescription>>,
): void {
  const { networks } = taskOf({ variant });
  const missing = networks.find((name) => !Object.hasOwn(descriptions, name));
  if (missing === undefined) return;
  const message = `variant ${variant.name}: its task ${variant.task} needs a network '${missing}'; networks() returns ${Object.keys(descriptions).join(', ') || 'none'}`;
  throw new CoreError('bad-argument', message);
}
