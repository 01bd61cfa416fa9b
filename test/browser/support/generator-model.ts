/** A small DCGAN generator whose weights are wide enough for images with contrast, untrained. */
import { createGan, createPlan, exportNetwork, variantOf } from '@ganport/core';

/**
 * Input `noise` [batch, 100], with classes also `label` int32 [batch]; output `image` [batch, 12, 12, 1] in
 * [-1, 1].
 */
export async function generatorModel(classNames: string[] = []): Promise<Uint8Array> {
  const kernel = { kind: 'normal', mean: 0, stddev: 0.2 } as const;
  const variant = classNames.length > 0 ? 'cgan' : 'dcgan';
  const wide = { ...variantOf(variant), initialization: { kernel } };
  const plan = createPlan({ variant, image: [12, 12, 1], width: 0.06, classNames }, wide);
  const { generator } = createGan(plan).networks;
  const { model } = generator as NonNullable<typeof generator>;
  return (await exportNetwork({ model, classNames })).bytes();
}
