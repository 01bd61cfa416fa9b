/** A small DCGAN generator whose weights are wide enough for images with contrast, untrained. */
import { createGan, exportGenerator, parseConfig, variantOf } from '@ganport/core';

/** Input `noise` [batch, 100], output `image` [batch, 12, 12, 1] in [-1, 1]. */
export async function generatorModel(): Promise<Uint8Array> {
  const kernel = { kind: 'normal', mean: 0, stddev: 0.2 } as const;
  const wide = { ...variantOf('dcgan'), initialization: { kernel } };
  const config = parseConfig({ variant: 'dcgan', image: [12, 12, 1], width: 0.06 });
  const { generator } = createGan(config, wide).networks;
  const model = await exportGenerator((generator as NonNullable<typeof generator>).model);
  return model.bytes();
}
