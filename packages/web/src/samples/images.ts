/** Images, as they come out of a generator. */
import type { HostTensor } from '@ganport/runtime';
import { type Layout, unsuitable } from '../models/ends.ts';
import { spatial } from '../models/image-spec.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { SampleKind } from '../models/sample-kind.ts';
import type { Picture } from '../pictures/picture.ts';

/** Kind of samples: images. */
export const images: SampleKind = {
  read: (output, spec) => toPictures(output, spec).map((picture) => ({ picture })),
};

/** What of a model is needed to draw its images. */
export type ImageOutput = Pick<NoiseSpec, 'output' | 'layout' | 'range'>;

/** The most pixels of an image: 2048 × 2048, and 25 of them fit on a canvas. */
const MOST_PIXELS = 2 ** 22;

/** A batch of images whose shape is right. */
interface ImageBatch {
  readonly data: Float32Array;
  readonly count: number;
  readonly layout: Layout;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Checks a batch [batch, height, width, channels] or [batch, channels, height, width]. Where the file does
 * not say which, channels are the axis of a size that they may have: tfjs has them last, PyTorch first.
 *
 * @param noun what its images are called
 * @param depths the numbers of channels that they may have
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function imageBatch(
  { data, dims, dtype }: HostTensor,
  spec: ImageOutput,
  noun: string,
  depths: readonly number[],
): ImageBatch {
  const layout = spec.layout ?? (depths.includes(dims[1] ?? 0) ? 'NCHW' : 'NHWC');
  const [height = 0, width = 0, channels = 0] = spatial(dims, layout);
  if (!(data instanceof Float32Array) || dims.length !== 4 || !depths.includes(channels)) {
    throw unsuitable(
      `${noun} are float32[batch, height, width, ${depths.join(' or ')} channels]; ` +
        `this model's output ${spec.output} is ${dtype}[${dims.join(', ')}]`,
    );
  }
  if (height * width > MOST_PIXELS) {
    throw unsuitable(
      `a page draws ${noun} of at most ${MOST_PIXELS} pixels; output ${spec.output} has ${height} × ${width}`,
    );
  }
  return { data, count: dims[0] ?? 0, layout, height, width, channels };
}

/**
 * The pictures of a batch of images with one channel (gray) or three.
 *
 * @throws WebError 'unsuitable-model' for any other shape
 */
export function toPictures(tensor: HostTensor, spec: ImageOutput): Picture[] {
  const { data, count, layout, height, width, channels } = imageBatch(
    tensor,
    spec,
    'images',
    [1, 3],
  );
  const area = height * width;
  const [pixelStride, channelStride] = layout === 'NHWC' ? [channels, 1] : [1, area];
  const [min, max] = spec.range;
  const scale = 255 / (max - min);
  return Array.from({ length: count }, (_, n) => {
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
