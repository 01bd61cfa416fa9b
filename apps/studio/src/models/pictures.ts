/** Outputs as pictures, and the difference of two outputs as pictures. */
import type { Model } from '@ganport/graph';
import { valueRangeOf } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { toPictures, toSamples, type ModelSpec } from '@ganport/web';
import { heat } from './heat.ts';
import type { Computed, DifferenceMap } from './protocol.ts';

/** More would be too small to see. */
const MOST_PICTURES = 25;

/** The first output that is images. */
export interface ImageOutput {
  readonly name: string;
  readonly layout: 'NHWC' | 'NCHW' | undefined;
  readonly range: readonly [min: number, max: number];
}

/** How an output is drawn. */
export function imageOutput(model: Model, name: string): ImageOutput {
  const layout = model.metadata[`ganport.layout.${name}`];
  return {
    name,
    layout: layout === 'NHWC' || layout === 'NCHW' ? layout : undefined,
    range: valueRangeOf(model, name) ?? [-1, 1],
  };
}

/** What can be shown of an output: pictures, or lines of text. */
export type Shown = Pick<Computed, 'pictures' | 'lines'>;

/** The samples of an output; nothing where it has none that can be shown. */
export function shownOf(outputs: TensorMap, image: ImageOutput, spec?: ModelSpec): Shown {
  const tensor = outputs[image.name];
  if (!tensor) return {};
  try {
    if (spec?.kind !== 'noise') {
      const pictures = toPictures(tensor, { ...image, output: image.name });
      return { pictures: pictures.slice(0, MOST_PICTURES) };
    }
    const samples = toSamples(tensor, spec);
    const lines = samples.flatMap(({ line }) => line ?? []);
    const pictures = samples.flatMap(({ picture }) => picture ?? []).slice(0, MOST_PICTURES);
    return lines.length > 0 ? { lines } : { pictures };
  } catch {
    return {};
  }
}

/** Of each pixel the largest difference of its channels, on a scale from zero to the largest of all. */
export function differenceMap(
  actual: HostTensor,
  expected: HostTensor,
  layout: ImageOutput['layout'],
): DifferenceMap {
  const [count = 0, ...sizes] = expected.dims;
  const isFirst = (layout ?? ([1, 3].includes(sizes[0] ?? 0) ? 'NCHW' : 'NHWC')) === 'NCHW';
  const [height = 0, width = 0, channels = 0] = isFirst ? [sizes[1], sizes[2], sizes[0]] : sizes;
  const area = height * width;
  const [pixelStride, channelStride] = isFirst ? [1, area] : [channels, 1];
  const shown = Math.min(count, MOST_PICTURES);
  const values = new Float32Array(shown * area);
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const [n, pixel] = [Math.floor(at / area), at % area];
    let most = 0;
    for (let channel = 0; channel < channels; channel++) {
      const from = n * area * channels + pixel * pixelStride + channel * channelStride;
      most = Math.max(most, Math.abs(Number(actual.data[from]) - Number(expected.data[from])));
    }
    // A number against none is as far as can be.
    values[at] = Number.isNaN(most) ? Infinity : most;
    if (Number.isFinite(values[at])) largest = Math.max(largest, values[at] ?? 0);
  }
  const pictures = Array.from({ length: shown }, (_, n) => {
    const rgba = new Uint8ClampedArray(4 * area);
    for (let pixel = 0; pixel < area; pixel++) {
      const share = largest > 0 ? (values[n * area + pixel] ?? 0) / largest : 0;
      rgba.set([...heat(share), 255], 4 * pixel);
    }
    return { width, height, rgba };
  });
  return { pictures, largest };
}
