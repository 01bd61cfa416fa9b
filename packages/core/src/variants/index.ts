/** The variants by name. A new one is a file in this folder and a line here. */
import { CoreError } from '../errors.ts';
import { acgan } from './acgan.ts';
import { cchargan } from './cchargan.ts';
import { cgan } from './cgan.ts';
import { chargan } from './chargan.ts';
import { cspecgan } from './cspecgan.ts';
import { ctgan } from './ctgan.ts';
import { cwavegan } from './cwavegan.ts';
import { cyclegan } from './cyclegan.ts';
import { dcgan } from './dcgan.ts';
import { lagan } from './lagan.ts';
import { mlp } from './mlp.ts';
import { pix2pix } from './pix2pix.ts';
import { specgan } from './specgan.ts';
import { relgan } from './relgan.ts';
import type { GanVariant } from './variant.ts';
import { voxelgan } from './voxelgan.ts';
import { wavegan } from './wavegan.ts';

/**
 * The variants by name: mlp, dcgan, cgan, acgan, cyclegan, pix2pix, wavegan, cwavegan, specgan, cspecgan,
 * chargan, cchargan, relgan, lagan, voxelgan, ctgan.
 *
 * @example
 * for (const { name, source } of Object.values(variants)) console.log(`${name}: ${source}`);
 */
export const variants = {
  mlp,
  dcgan,
  cgan,
  acgan,
  cyclegan,
  pix2pix,
  wavegan,
  cwavegan,
  specgan,
  cspecgan,
  lagan,
  voxelgan,
  chargan,
  cchargan,
  relgan,
  ctgan,
} as const satisfies Record<string, GanVariant>;
/** The name of a variant of ganport. */
export type VariantName = keyof typeof variants;

/** The names of all variants. */
export const variantNames = Object.keys(variants) as VariantName[];

/**
 * A variant by its name.
 *
 * @throws CoreError 'bad-argument' for an unknown name, with the known ones
 * @example
 * const { networks } = variantOf('dcgan');
 */
export function variantOf(name: string): GanVariant {
  const variant = variantNames.find((known) => known === name);
  if (variant) return variants[variant];
  const message = `variant: must be one of ${variantNames.join(', ')} (got ${JSON.stringify(name)})`;
  throw new CoreError('bad-argument', message);
}
