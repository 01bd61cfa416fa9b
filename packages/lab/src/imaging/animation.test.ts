/** Animations, read back: the frames by sharp, the loop by the formats' definitions. */
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { animationFormats, encodeAnimation } from './animation.ts';
import type { Pixels } from '@ganport/core';

/** Frames of 6 × 4 of one level each, which palettes keep exactly. */
function frames(channels: 1 | 3, levels: readonly number[]): Pixels {
  const size = 6 * 4 * channels;
  const data = Uint8Array.from({ length: levels.length * size }, (_, i) => {
    return levels[Math.floor(i / size)] ?? 0;
  });
  return { width: 6, height: 4 * levels.length, channels, data };
}

const levels = [0, 90, 180, 255];

for (const format of animationFormats) {
  test.each([1, 3] as const)(
    `${format} of %d channels: frames, delay, endless`,
    async (channels) => {
      const bytes = await encodeAnimation(frames(channels, levels), 4, format, 80);
      const image = sharp(bytes, { pages: -1 });
      const { pages, pageHeight, width, delay, loop } = await image.metadata();
      expect([pages, pageHeight, width, loop]).toEqual([4, 4, 6, 0]);
      expect(delay).toEqual([80, 80, 80, 80]);
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
      for (const [i, level] of levels.entries()) {
        const first = data.subarray(i * 24 * info.channels, i * 24 * info.channels + 3);
        expect([...first]).toEqual([level, level, level]);
      }
      expect(await encodeAnimation(frames(channels, levels), 4, format, 80)).toEqual(bytes);
    },
  );
}

test('a GIF asks players to loop (Netscape application extension), a WebP has an ANIM chunk', async () => {
  const gif = Buffer.from(await encodeAnimation(frames(1, levels), 4, 'gif', 80));
  expect(gif.toString('latin1', 0, 6)).toBe('GIF89a');
  expect(gif.includes('NETSCAPE2.0')).toBe(true);
  const webp = Buffer.from(await encodeAnimation(frames(1, levels), 4, 'webp', 80));
  expect(webp.toString('latin1', 8, 12)).toBe('WEBP');
  expect(webp.includes('ANIM')).toBe(true);
});

test('rows that do not divide into frames', async () => {
  await expect(encodeAnimation(frames(1, levels), 3, 'gif', 80)).rejects.toThrow(
    'animation: 16 rows of pixels are not 3 frames of one height',
  );
});
