/** Image files of every kind that users have, for tests. */
import sharp, { type Sharp } from 'sharp';

type Colour = readonly [red: number, green: number, blue: number];

/** One colour all over. */
export function flat(width: number, height: number, [r, g, b]: Colour): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

export function flatPng(width: number, height: number, colour: Colour): Promise<Buffer> {
  return flat(width, height, colour).png().toBuffer();
}

export function greyPng(width: number, height: number, grey: number): Promise<Buffer> {
  const data = new Uint8Array(width * height).fill(grey);
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

/** A PNG that says it is an animation of two frames, as APNG does, by a chunk acTL. */
export async function animatedPng(): Promise<Buffer> {
  const png = await flatPng(4, 4, [1, 2, 3]);
  const header = 8 + 25; // The signature and IHDR.
  // Length, type, two frames, endless, checksum.
  const chunk = Buffer.from('000000086163544c0000000200000000f38d9370', 'hex');
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)]);
}

export function cmykJpeg(width: number, height: number, colour: Colour): Promise<Buffer> {
  return flat(width, height, colour).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
}

/** 3 × 2 grey pixels of 16 bits, written by Pillow 13: 0, 256, 65535, 32768, 255, 1000. */
export const grey16Png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNgYGBk+P+foYGB4T/zCwAX8wRqnkPHCgAAAABJRU5ErkJggg==',
  'base64',
);
