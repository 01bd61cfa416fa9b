import * as fc from 'fast-check';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage, resizePixels, type DecodeOptions } from './decode-image.ts';
import { encodeImage } from './encode-image.ts';
import {
  animatedPng,
  animatedWebp,
  cmykJpeg,
  flat,
  flatPng,
  gray16Png,
} from './images.test.support.ts';

/** Written by Pillow 13 from the pixels that the tests expect back. */
const pillow = {
  oneBit:
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAQAAAAC4ESvwAAAADElEQVR42mPYwKABAAI8ANmeIwSbAAAAAElFTkSuQmCC',
  palette:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP8AAAD7vkbkAAAAA3RSTlP/gAB/bWh4AAAADElEQVR4nGOQYJgAAADcAKls58AjAAAAAElFTkSuQmCC',
  progressiveGrayJpeg:
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wgALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//aAAgBAQAAAAE7/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABBQJ//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAGPwJ//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPyF//9oACAEBAAAAEH//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/EH//2Q==',
};
const decoded = (base64: string, options?: DecodeOptions) =>
  decodeImage(Buffer.from(base64, 'base64'), 'x', options);

/** The start of a PNG file of 16,000 × 16,000 pixels, whose pixels are not there. */
function hugePng(): Buffer {
  const ihdr = Buffer.concat([
    Buffer.from('IHDR'),
    Buffer.from([0, 0, 0x3e, 0x80, 0, 0, 0x3e, 0x80, 8, 2, 0, 0, 0]),
  ]);
  const chunk = (body: Buffer) => {
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length - 4);
    crc.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, crc]);
  };
  const idat = Buffer.concat([Buffer.from('IDAT'), deflateSync(Buffer.alloc(48_001))]);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk(ihdr), chunk(idat)]);
}

test('an image of more pixels than the limit is refused by its header', async () => {
  await expect(decodeImage(hugePng(), 'x')).rejects.toThrow(
    expect.objectContaining({
      code: 'data-mismatch',
      message: expect.stringMatching(
        /^x: 16000 × 16000 pixels, the limit is 67108864 pixels; .*--max-data-bytes/,
      ),
    }),
  );
  await expect(decodeImage(hugePng(), 'x', { maxBytes: 2 ** 33 })).rejects.toThrow(/damaged PNG/);
  await expect(decodeImage(await flatPng(2, 1, [1, 2, 3]), 'x', { maxBytes: 16 })).rejects.toThrow(
    /the limit is 1 pixels/,
  );
});

test('one-bit gray', async () => {
  expect(await decoded(pillow.oneBit)).toEqual({
    width: 5,
    height: 2,
    channels: 1,
    data: Uint8Array.of(255, 0, 255, 255, 0, 0, 0, 255, 0, 255),
  });
});

test('a palette with transparent colors is laid over white, or keeps its transparency', async () => {
  const [red, halfGreen, clear] = [
    [255, 0, 0],
    [127, 255, 127],
    [255, 255, 255],
  ] as const;
  const { channels, data } = await decoded(pillow.palette);
  expect(channels).toBe(3);
  expect([...data]).toEqual([red, halfGreen, clear, clear, halfGreen, red].flat());
  const withAlpha = await decoded(pillow.palette, { alpha: 'keep' });
  expect(withAlpha.channels).toBe(4);
  expect([...withAlpha.data.subarray(0, 8)]).toEqual([255, 0, 0, 255, 0, 255, 0, 128]);
});

test('sixteen bits become eight', async () => {
  const { channels, data } = await decodeImage(gray16Png, 'x');
  expect(channels).toBe(1);
  const sixteen = [0, 256, 65535, 32768, 255, 1000];
  const difference = sixteen.map((value, i) => Math.abs(value / 257 - (data[i] ?? NaN)));
  expect(Math.max(...difference)).toBeLessThanOrEqual(1);
});

test('sixteen bits of color become eight', async () => {
  const bytes = await flat(2, 2, [200, 100, 3]).toColourspace('rgb16').png().toBuffer();
  expect((await sharp(bytes).metadata()).depth).toBe('ushort');
  const { channels, data } = await decodeImage(bytes, 'x');
  expect(channels).toBe(3);
  const difference = [200, 100, 3].map((value, i) => Math.abs(value - (data[i] ?? NaN)));
  expect(Math.max(...difference)).toBeLessThanOrEqual(1);
});

test('gray with transparency stays gray over white, and becomes colors with it', async () => {
  const gray = { width: 2, height: 1, channels: 2 } as const;
  const image = sharp(Uint8Array.of(10, 255, 10, 0), { raw: gray }).toColourspace('b-w');
  const bytes = await image.png().toBuffer();
  expect((await sharp(bytes).metadata()).space).toBe('b-w');
  expect(await decodeImage(bytes, 'x')).toMatchObject({
    channels: 1,
    data: Uint8Array.of(10, 255),
  });
  const withAlpha = await decodeImage(bytes, 'x', { alpha: 'keep' });
  expect([...withAlpha.data]).toEqual([10, 10, 10, 255, 10, 10, 10, 0]);
});

test('a progressive gray JPEG', async () => {
  const image = await decoded(pillow.progressiveGrayJpeg);
  expect(image).toMatchObject({ width: 8, height: 8, channels: 1 });
  expect(image.data.every((sample) => Math.abs(sample - 77) <= 1)).toBe(true);
});

test('CMYK becomes RGB', async () => {
  const image = await decodeImage(await cmykJpeg(4, 4, [200, 50, 50]), 'x');
  expect(image).toMatchObject({ width: 4, height: 4, channels: 3 });
  // Printing inks do not reach every color: nearly the same red is enough.
  const [r = 0, g = 0, b = 0] = image.data;
  expect(r).toBeGreaterThan(170);
  expect(Math.max(g, b)).toBeLessThan(80);
});

test('EXIF orientation is undone', async () => {
  const [left, right] = [flatPng(2, 2, [255, 0, 0]), flatPng(2, 2, [0, 0, 255])];
  const wide = flat(4, 2, [0, 0, 0]).composite([
    { input: await left, left: 0, top: 0 },
    { input: await right, left: 2, top: 0 },
  ]);
  // Orientation 6: to be turned a quarter clockwise, so that what is left comes to the top.
  const bytes = await wide.withMetadata({ orientation: 6 }).png().toBuffer();
  const { width, height, data } = await decodeImage(bytes, 'x');
  expect([width, height]).toEqual([2, 4]);
  expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  expect([...data.subarray(-3)]).toEqual([0, 0, 255]);
  const part = { left: 0, top: 3, width: 2, height: 1 };
  expect([...(await decodeImage(bytes, 'x', { part })).data]).toEqual([0, 0, 255, 0, 0, 255]);
});

test('a size is filled from the middle of the image', async () => {
  const stripes = Uint8Array.from({ length: 9 * 3 }, (_, i) =>
    i % 9 < 3 ? 0 : i % 9 < 6 ? 100 : 255,
  );
  const bytes = await encodeImage({ width: 9, height: 3, channels: 1, data: stripes }, 'png');
  const image = await decodeImage(bytes, 'x', { size: [3, 3] });
  expect(image).toMatchObject({ width: 3, height: 3, channels: 1 });
  expect([...image.data]).toEqual(Array.from({ length: 9 }, () => 100));
});

test('resized pixels keep their channels and what they show', async () => {
  for (const channels of [1, 3, 4] as const) {
    const data = new Uint8Array(6 * channels).fill(99);
    const image = await resizePixels({ width: 3, height: 2, channels, data }, 4, 5);
    expect(image).toMatchObject({ width: 5, height: 4, channels });
    expect(image.data).toHaveLength(20 * channels);
    // Colors are multiplied by their opacity and divided again, which rounds twice.
    const difference = image.data.map((value) => Math.abs(value - 99));
    expect(Math.max(...difference)).toBeLessThanOrEqual(channels === 4 ? 2 : 0);
  }
});

const source = {
  width: 16,
  height: 16,
  channels: 3,
  data: new Uint8Array(768).map((_, i) => (i * 37) % 256),
} as const;

test.each(['png', 'jpeg', 'webp'] as const)(
  'no pixel of a truncated %s is made up',
  async (format) => {
    const bytes = await encodeImage(source, format);
    const whole = await decodeImage(bytes, 'cat.img');
    const problem = /^cat\.img: (damaged (PNG|JPEG|WebP) image \(.+\); replace|not a PNG)/;
    const refusal = { code: 'corrupt-file', message: expect.stringMatching(problem) };
    const property = fc.asyncProperty(fc.integer({ min: 1, max: bytes.length }), async (length) => {
      const result = await decodeImage(bytes.subarray(0, length), 'cat.img').catch(
        (error) => error,
      );
      // What is missing may be the mark of the file's end alone.
      expect(result).toMatchObject(result instanceof Error ? refusal : whole);
    });
    await fc.assert(property, { numRuns: 40 });
    await expect(decodeImage(bytes.subarray(0, bytes.length / 2), 'cat.img')).rejects.toThrow(
      'cat.img: damaged',
    );
  },
);

test.each([
  ['text', 'not a PNG, JPEG or WebP image', () => Buffer.from('<html>')],
  ['nothing', 'an empty file', () => Buffer.alloc(0)],
  ['an animated WebP', 'an animated WebP image', animatedWebp],
  ['an animated PNG', 'an animated PNG image', animatedPng],
  ['a GIF', 'not a PNG, JPEG or WebP', () => flat(2, 2, [1, 2, 3]).gif().toBuffer()],
] as const)('%s is refused', async (_, problem, make) => {
  await expect(decodeImage(await make(), 'cat.png')).rejects.toThrow(`cat.png: ${problem}`);
});

test('what was written is read back by sharp itself: formats and channels', async () => {
  for (const format of ['png', 'jpeg', 'webp'] as const) {
    expect((await sharp(await encodeImage(source, format)).metadata()).format).toBe(format);
  }
  const png = await encodeImage(source, 'png');
  expect((await decodeImage(png, 'x')).data).toEqual(source.data);
  expect(await encodeImage(source, 'png')).toEqual(png);
});
