/** What a layer has computed, in numbers and pictures. */
import { numbersOf } from '@ganport/parity/internal/web';
import type { HostTensor } from '@ganport/runtime';
import type { Picture } from '@ganport/web';
import { heat } from '../models/heat.ts';
import type { Activation } from './protocol.ts';

const BINS = 40;
/** More feature maps would be too small to see. */
const MOST_MAPS = 64;
/** Pixels of a side beyond which a map is thinned. */
const MOST_SIDE = 128;

/**
 * @param channelsFirst where it is known; else the two equal sides of a value are those of images
 */
export function activationOf(
  value: string,
  tensor: HostTensor,
  channelsFirst: boolean | undefined,
): Activation {
  const numbers = Float64Array.from(numbersOf(tensor), Number);
  let [least, most, sum, squares, zeros, count] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    least = Math.min(least, number);
    most = Math.max(most, number);
    sum += number;
    squares += number * number;
    zeros += Number(number === 0);
    count++;
  }
  if (count === 0) [least, most] = [0, 0];
  const mean = count === 0 ? 0 : sum / count;
  const { maps, channels } = mapsOf(numbers, tensor.dims, channelsFirst);
  return {
    value,
    shape: tensor.dims.join(' × ') || '1',
    least,
    most,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / Math.max(count, 1) - mean * mean)),
    zeros: count === 0 ? 0 : zeros / count,
    histogram: histogramOf(numbers, least, most),
    maps,
    channels,
  };
}

function histogramOf(numbers: Float64Array, least: number, most: number): number[] {
  const bins = Array.from({ length: BINS }, () => 0);
  const scale = most > least ? BINS / (most - least) : 0;
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    const bin = Math.min(BINS - 1, Math.floor((number - least) * scale));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** The channels of the first image, each from its darkest to its brightest number. */
function mapsOf(
  numbers: Float64Array,
  dims: readonly number[],
  channelsFirst: boolean | undefined,
): { readonly maps: readonly Picture[]; readonly channels: number } {
  const [, a = 0, b = 0, c = 0] = dims;
  if (dims.length !== 4) return { maps: [], channels: 0 };
  const isFirst = channelsFirst ?? b === c;
  const [channels, height, width] = isFirst ? [a, b, c] : [c, a, b];
  if (height < 2 || width < 2) return { maps: [], channels: 0 };
  const [pixelStride, channelStride] = isFirst ? [1, height * width] : [channels, 1];
  const step = Math.ceil(Math.max(height, width) / MOST_SIDE);
  const [rows, columns] = [Math.ceil(height / step), Math.ceil(width / step)];
  const maps = Array.from({ length: Math.min(channels, MOST_MAPS) }, (_, channel) => {
    const at = (pixel: number) => {
      const y = Math.floor(pixel / columns) * step;
      const x = (pixel % columns) * step;
      return numbers[channel * channelStride + (y * width + x) * pixelStride] ?? 0;
    };
    let [least, most] = [Infinity, -Infinity];
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      least = Math.min(least, at(pixel));
      most = Math.max(most, at(pixel));
    }
    const rgba = new Uint8ClampedArray(4 * rows * columns);
    for (let pixel = 0; pixel < rows * columns; pixel++) {
      const share = most > least ? (at(pixel) - least) / (most - least) : 0;
      rgba.set([...heat(share), 255], 4 * pixel);
    }
    return { width: columns, height: rows, rgba };
  });
  return { maps, channels };
}
