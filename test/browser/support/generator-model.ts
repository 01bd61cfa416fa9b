/** A small DCGAN generator whose weights are wide enough for images with contrast, untrained. */
import { createGan, exportGenerator, variantOf } from '@ganport/core';

/** Input `noise` [batch, 100], output `image` [batch, 12, 12, 1] in [-1, 1]. */
export async function generatorModel(): Promise<Uint8Array> {
  const kernel = { kind: 'normal', mean: 0, sd: 0.2 } as const;
  const wide = { ...variantOf('dcgan'), initialization: { kernel } };
  const gan = createGan(wide, [12, 12, 1], 0.06, 1);
  const model = await exportGenerator(gan.generator.model);
  return model.bytes();
}
