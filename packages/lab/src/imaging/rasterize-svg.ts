/** Draws SVG text as pixels. Text elements depend on the fonts of the machine; shapes do not. */
import sharp from 'sharp';
import type { Pixels } from '@ganport/core';
import { rawPixels } from './decode-image.ts';

/** Draws a picture of `side` × `side` pixels in RGB, over white. */
export function rasterizeSvg(svg: string, side: number): Promise<Pixels> {
  const drawn = sharp(Buffer.from(svg)).resize({ width: side, height: side, fit: 'fill' });
  return rawPixels(drawn.flatten({ background: '#ffffff' }).toColourspace('srgb'));
}
