/**
 * Encodes animated image files: GIF, which every program shows, and WebP, which is smaller and
 * lossless.
 */
import sharp, { type Sharp } from 'sharp';
import { LabError } from '../errors.ts';
import type { Pixels } from '@ganport/core';

interface Timing {
  /** The milliseconds of each frame; GIF has steps of ten. */
  readonly delay: number[];
  /** The number of repetitions; 0 is endless. */
  readonly loop: number;
}

const encoders = {
  gif: (image: Sharp, timing: Timing) => image.gif(timing),
  webp: (image: Sharp, timing: Timing) => image.webp({ ...timing, lossless: true }),
} as const;

export type AnimationFormat = keyof typeof encoders;

export const animationFormats = Object.keys(encoders) as AnimationFormat[];

/**
 * Encodes an endless animation. The same frames give the same bytes.
 *
 * @param tall all frames, one below the other
 * @param frames the number of frames
 * @param delay the milliseconds of each frame
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
