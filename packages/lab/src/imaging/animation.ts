/** Animated image files: GIF, which every program shows, and WebP, which is smaller and keeps all colours. */
import sharp, { type Sharp } from 'sharp';
import { LabError } from '../errors.ts';
import type { Pixels } from '@ganport/core';

interface Timing {
  /** Milliseconds that each frame is shown, one by one; GIF counts in tens. */
  readonly delay: number[];
  /** How often all of it is shown; 0 for ever. */
  readonly loop: number;
}

const encoders = {
  gif: (image: Sharp, timing: Timing) => image.gif(timing),
  webp: (image: Sharp, timing: Timing) => image.webp({ ...timing, lossless: true }),
} as const;

export type AnimationFormat = keyof typeof encoders;

export const animationFormats = Object.keys(encoders) as AnimationFormat[];

/**
 * The bytes of an animation that goes on for ever. The same frames give the same bytes.
 *
 * @param tall all frames, one below the other
 * @param frames how many they are
 * @param delay milliseconds that each is shown
 * @throws LabError 'data-mismatch' when the height is no multiple of the number of frames
 */
export async function encodeAnimation(
  tall: Pixels,
  frames: number,
  format: AnimationFormat,
  delay: number,
): Promise<Uint8Array> {
  const { data, width, height, channels } = tall;
  const pageHeight = height / frames;
  if (frames < 1 || !Number.isInteger(pageHeight)) {
    const message = `animation: ${height} rows of pixels are not ${frames} frames of one height`;
    throw new LabError('data-mismatch', message);
  }
  const image = sharp(data, { raw: { width, height, channels, pageHeight } });
  const timing = { delay: Array.from({ length: frames }, () => delay), loop: 0 };
  return encoders[format](image, timing).toBuffer();
}
