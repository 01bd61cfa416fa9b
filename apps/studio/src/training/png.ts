/** Pictures as PNG files and back, by the browser. */
import type { Pixels } from '@ganport/core';
import { rgbaOf } from './rgba.ts';

/** The file of a picture. */
export async function pngOf(picture: Pixels): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')?.putImageData(rgbaOf(picture), 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

/** The picture of a file. @throws DOMException for anything but an image */
export async function pixelsOf(file: Uint8Array): Promise<Pixels> {
  const image = await createImageBitmap(new Blob([Uint8Array.from(file)]));
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  context?.drawImage(image, 0, 0);
  const data = context?.getImageData(0, 0, width, height).data;
  return { width, height, channels: 4, data: new Uint8Array(data ?? []) };
}
