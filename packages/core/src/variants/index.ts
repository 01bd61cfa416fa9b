/** The variants by name; a new one is a file beside this and a line here. */
import { CoreError } from '../errors.ts';
import { acgan } from './acgan.ts';
import { cgan } from './cgan.ts';
import { cyclegan } from './cyclegan.ts';
import { dcgan } from './dcgan.ts';
import { mlp } from './mlp.ts';
import { pix2pix } from './pix2pix.ts';
import type { GanVariant } from './variant.ts';

export const variants = {
  mlp,
  dcgan,
  cgan,
  acgan,
  cyclegan,
  pix2pix,
} as const satisfies Record<string, GanVariant>;
export type VariantName = keyof typeof variants;

export const variantNames = Object.keys(variants) as VariantName[];

/** @throws CoreError 'bad-argument' for a name that is none */
export function variantOf(name: string): GanVariant {
  const variant = variantNames.find((known) => known === name);
  if (variant) return variants[variant];
  const message = `variant: there is no '${name}'; choose one of ${variantNames.join(', ')}`;
  throw new CoreError('bad-argument', message);
}
