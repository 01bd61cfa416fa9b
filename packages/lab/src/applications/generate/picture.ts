/** Generated images as one picture file: a sheet, or an animation. */
import {
  animationFormats,
  encodeAnimation,
  type AnimationFormat,
} from '../../imaging/animation.ts';
import { encodePng } from '../../imaging/encode-image.ts';
import { imageGrid } from '@ganport/core/internal';
import type { Images } from './noise-generator.ts';

/** Milliseconds a frame. */
const DELAY = 80;

/** The bytes of a PNG file with the images in rows of `columns`. */
export function encodeSheet({ data, shape }: Images, columns: number): Promise<Uint8Array> {
  return encodePng(imageGrid(data, shape, columns));
}

/** The bytes of an animation with one image after the other, again and again. */
export function encodeFrames(
  { data, shape }: Images,
  format: AnimationFormat,
): Promise<Uint8Array> {
  const tall = imageGrid(data, shape, 1, { padding: 0 });
  const count = data.length / (shape[0] * shape[1] * shape[2]);
  return encodeAnimation(tall, count, format, DELAY);
}

/** What a file of this name is to hold; undefined for a name that says nothing known. */
export function pictureFormat(path: string): 'png' | AnimationFormat | undefined {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(path) ?? [];
  return (['png', ...animationFormats] as const).find((known) => known === extension.toLowerCase());
}
