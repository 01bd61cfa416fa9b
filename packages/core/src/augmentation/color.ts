/** DiffAugment's colour: brightness, then saturation, then contrast, one draw of each an image. */
import { drawUniform } from '../random/ambient.ts';
import type { Images } from '../layers/linear-map.ts';

export function color(images: Images): Images {
  const [batch, , , channels] = images.shape;
  const draw = () => drawUniform([batch, 1, 1, 1]);
  /** Moves values away from (or towards) a mean that they keep. */
  const stretched = (x: Images, axes: number[], factor: ReturnType<typeof draw>) => {
    const mean = x.mean(axes, true);
    return x.sub(mean).mul(factor).add<Images>(mean);
  };
  // Plus up to ± 0.5; times 0 to 2 around the grey of each pixel; times 0.5 to 1.5 around the
  // image's mean. What has one channel is grey already.
  const bright = images.add<Images>(draw().sub(0.5));
  const saturated = channels === 1 ? bright : stretched(bright, [3], draw().mul(2));
  return stretched(saturated, [1, 2, 3], draw().add(0.5));
}
