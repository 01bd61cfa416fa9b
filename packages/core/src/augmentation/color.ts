/** DiffAugment's color: random brightness, then saturation, then contrast, for each image. */
import { drawUniform } from '../random/ambient.ts';
import type { Images } from '../layers/linear-map.ts';

export function color(images: Images): Images {
  const [batch, , , channels] = images.shape;
  const draw = () => drawUniform([batch, 1, 1, 1]);
  /** Multiplies the distances to the mean over `axes`. */
  const scaled = (x: Images, axes: number[], factor: ReturnType<typeof draw>) => {
    const mean = x.mean(axes, true);
    return x.sub(mean).mul(factor).add<Images>(mean);
  };
  // Brightness adds −0.5 to 0.5. Saturation multiplies by 0 to 2 around the gray of each pixel; images
  // of one channel have none. Contrast multiplies by 0.5 to 1.5 around the mean of the image.
  const bright = images.add<Images>(draw().sub(0.5));
  const saturated = channels === 1 ? bright : scaled(bright, [3], draw().mul(2));
  return scaled(saturated, [1, 2, 3], draw().add(0.5));
}
