/**
 * Resizing with a triangle filter as wide as the reduction asks for, so that shrinking averages
 * instead of skipping pixels (what image libraries call antialiased bilinear).
 */
import type { Pixels } from './pixels.ts';

/** One output position along an axis: the first input position it reads, and a weight for each. */
interface Tap {
  readonly first: number;
  readonly weights: readonly number[];
}

/** Cuts the middle of an image to the wanted aspect ratio and resizes that to height × width. */
export function cropAndResize(image: Pixels, height: number, width: number): Pixels {
  const scale = Math.min(image.width / width, image.height / height);
  const rows = taps(image.height, height, scale);
  const columns = taps(image.width, width, scale);
  const { channels } = image;
  const narrow = new Float32Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = at(columns, x);
      for (let channel = 0; channel < channels; channel++) {
        const start = (y * image.width + first) * channels + channel;
        narrow[(y * width + x) * channels + channel] = weighted(
          image.data,
          start,
          channels,
          weights,
        );
      }
    }
  }
  const data = new Uint8Array(height * width * channels);
  const stride = width * channels;
  for (let y = 0; y < height; y++) {
    const { first, weights } = at(rows, y);
    for (let i = 0; i < stride; i++) {
      data[y * stride + i] = Math.round(weighted(narrow, first * stride + i, stride, weights));
    }
  }
  return { width, height, channels, data };
}

/** The taps of an axis; `scale` is input pixels per output pixel, the rest is cut at both ends. */
function taps(from: number, to: number, scale: number): Tap[] {
  const cut = (from - to * scale) / 2;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = cut + (i + 0.5) * scale;
    const first = Math.max(0, Math.round(centre - reach));
    const last = Math.min(from, Math.round(centre + reach));
    const raw = Array.from({ length: last - first }, (__, k) =>
      Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
    );
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: raw.map((weight) => weight / total) };
  });
}

function weighted(
  values: Uint8Array | Float32Array,
  start: number,
  stride: number,
  weights: readonly number[],
): number {
  return weights.reduce((sum, weight, k) => sum + weight * (values[start + k * stride] ?? 0), 0);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`);
  return item;
}
