/** Parity of every variant's networks, and of the shipped classifier, on every runtime. */
import type { VariantName } from '@ganport/core';
import { networksFor } from './networks.ts';
import { proveParity, type ParitySettings, type Proof } from './prove.ts';
import { tf } from '../tfjs.ts';

export interface VariantProof extends Proof {
  readonly variant: string;
  readonly network: string;
}

export interface VariantsReport {
  readonly tolerance: number;
  readonly networks: readonly VariantProof[];
  /** True when every network was compared and all of it passed. */
  readonly pass: boolean;
}

/**
 * @param variants those to compare; all, and the classifier, when not given
 * @throws as proveParity; what a runtime throws becomes its row
 */
export async function proveVariants(
  settings: ParitySettings,
  variants?: readonly VariantName[],
): Promise<VariantsReport> {
  await tf.setBackend('cpu');
  const networks: VariantProof[] = [];
  for (const { variant, network, open } of networksFor(variants)) {
    networks.push({ variant, network, ...(await proveParity(await open(), settings)) });
  }
  const { tolerance } = settings;
  return { tolerance, networks, pass: networks.every(({ pass }) => pass) };
}
