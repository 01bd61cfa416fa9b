/** Image files of many kinds, for tests. */
import sharp, { type Sharp } from 'sharp';

type Color = readonly [red: number, green: number, blue: number];

/** An image of one color. */
export function flat(width: number, height: number, [r, g, b]: Color): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

export function flatPng(width: number, height: number, color: Color): Promise<Buffer> {
  return flat(width, height, color).png().toBuffer();
}

export function grayPng(width: number, height: number, gray: number): Promise<Buffer> {
  const data = new Uint8Array(width * height).fill(gray);
  const image = sharp(data, { raw: { width, height, channels: 1 } });
  return image.toColourspace('b-w').png().toBuffer();
}

/** Two frames of 4 × 4. */
export function animatedWebp(): Promise<Buffer> {
  const frames = [10, 200].map((r) => ({
    create: { width: 4, height: 4, channels: 3 as const, background: { r, g: 0, b: 0 } },
  }));
  return Promise.all(frames.map((frame) => sharp(frame).png().toBuffer())).then((files) =>
    sharp(files, { join: { animated: true } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer(),
  );
}

/** A PNG with a chunk acTL, which declares an animation of two frames. */
export async function animatedPng(): Promise<Buffer> {
  const png = await flatPng(4, 4, [1, 2, 3]);
  const header = 8 + 25; // The signature and IHDR.
  // Length, type, two frames, endless, checksum.
  const chunk = Buffer.from('000000086163544c0000000200000000f38d9370', 'hex');
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)]);
}

export function cmykJpeg(width: number, height: number, color: Color): Promise<Buffer> {
  return flat(width, height, color).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
}

/** 3 × 2 gray pixels of 16 bits, written by Pillow 13: 0, 256, 65535, 32768, 255, 1000. */
export const gray16Png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNgYGBk+P+foYGB4T/zCwAX8wRqnkPHCgAAAABJRU5ErkJggg==',
  'base64',
);
