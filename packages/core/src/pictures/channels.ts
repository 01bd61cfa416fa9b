/** Conversion between gray and color pixels. */
import type { Pixels } from './pixels.ts';

/**
 * Converts to 1 or 3 channels: to gray by ITU-R BT.601's luma, as image libraries do, and to color
 * by repetition. Transparency is dropped.
 */
export function withChannels(image: Pixels, channels: 1 | 3): Pixels {
  const { data, channels: given, width, height } = image;
  if (given === channels) return image;
  const wanted = new Uint8Array(width * height * channels);
  // In range: every pixel of both has its channels.
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * given;
    const red = data[from] as number;
    if (channels === 1) {
      const [green, blue] = [data[from + 1] as number, data[from + 2] as number];
      wanted[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    } else if (given === 1) {
      wanted.fill(red, 3 * pixel, 3 * pixel + 3);
    } else {
      wanted.set(data.subarray(from, from + 3), 3 * pixel);
    }
  }
  return { width, height, channels, data: wanted };
}
