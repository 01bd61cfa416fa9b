/** A picture of one, three or four channels as what a canvas takes. */
import type { Pixels } from '@ganport/core';

/** Each pixel's red, green, blue and alpha, by the number of channels. */
const order = { 1: [0, 0, 0], 3: [0, 1, 2], 4: [0, 1, 2, 3] } as const;

export function rgbaOf({ width, height, channels, data }: Pixels): ImageData {
  const image = new ImageData(width, height);
  const from = order[channels];
  image.data.fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (const [to, channel] of from.entries()) {
      image.data[4 * pixel + to] = data[channels * pixel + channel] ?? 0;
    }
  }
  return image;
}
