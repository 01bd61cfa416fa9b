/** Images, as they come out of a generator. */
import type { HostTensor } from '@ganport/runtime';
import { type Layout, unsuitable } from '../models/ends.ts';
import { spatial } from '../models/image-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { Picture } from '../pictures/picture.ts';

/** What of a model is needed to draw its images. */
type ImageOutput = Pick<NoiseSpec, 'output' | 'layout' | 'range'>;

/** The most pixels of an image: 2048 × 2048, and 25 of them fit on a canvas. */
const MOST_PIXELS = 2 ** 22;

/**
 * The pictures of a batch [batch, height, width, channels] or [batch, channels, height, width] with
 * one channel (gray) or three.
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function toPictures(tensor: HostTensor, spec: ImageOutput): Picture[] {
  const { data, dims, dtype } = tensor;
  const layout = spec.layout ?? guessLayout(dims);
  const [height = 0, width = 0, channels = 0] = spatial(dims, layout);
  if (!(data instanceof Float32Array) || dims.length !== 4 || ![1, 3].includes(channels)) {
    throw unsuitable(
      `images are float32[batch, height, width, 1 or 3 channels]; ` +
        `this model's output ${spec.output} is ${dtype}[${dims.join(', ')}]`,
    );
  }
  const area = height * width;
  if (area > MOST_PIXELS) {
    throw unsuitable(
      `a page draws images of at most ${MOST_PIXELS} pixels; output ${spec.output} has ${height} × ${width}`,
    );
  }
  const [pixelStride, channelStride] = layout === 'NHWC' ? [channels, 1] : [1, area];
  const [min, max] = spec.range;
  const scale = 255 / (max - min);
  return Array.from({ length: dims[0] ?? 0 }, (_, n) => {
    const rgba = new Uint8ClampedArray(4 * area);
    for (let pixel = 0; pixel < area; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        const from = Math.min(channel, channels - 1) * channelStride + pixel * pixelStride;
        // In range: `from` is below the size of one image. The array rounds and clamps.
        rgba[4 * pixel + channel] = ((data[n * area * channels + from] as number) - min) * scale;
      }
      rgba[4 * pixel + 3] = 255;
    }
    return { width, height, rgba };
  });
}

/** tfjs has channels last, PyTorch first; channels are the axis of size 1 or 3. */
function guessLayout([, first = 0]: readonly number[]): Layout {
  return first === 1 || first === 3 ? 'NCHW' : 'NHWC';
}
