import { encode } from 'fast-png';
import * as fc from 'fast-check';
import { encode as encodeJpeg } from 'jpeg-js';
import { expect, test } from 'vitest';
import { decodeImage } from './decode-image.ts';

const decoded = (base64: string) => decodeImage(Buffer.from(base64, 'base64'), 'x');

/** Written by Pillow 13 from the pixels that the tests expect back. */
const pillow = {
  oneBit:
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAQAAAAC4ESvwAAAADElEQVR42mPYwKABAAI8ANmeIwSbAAAAAElFTkSuQmCC',
  palette:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAADFBMVEX/AAAA/wAAAP8AAAD7vkbkAAAAA3RSTlP/gAB/bWh4AAAADElEQVR4nGOQYJgAAADcAKls58AjAAAAAElFTkSuQmCC',
  grey16:
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACEAAAAADoj+WFAAAAFklEQVR4nGNgYGBk+P+foYGB4T/zCwAX8wRqnkPHCgAAAABJRU5ErkJggg==',
  progressiveGreyJpeg:
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wgALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//aAAgBAQAAAAE7/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABBQJ//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQAGPwJ//8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPyF//9oACAEBAAAAEH//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/EH//2Q==',
};

test('one-bit grey', () => {
  expect(decoded(pillow.oneBit)).toEqual({
    width: 5,
    height: 2,
    channels: 1,
    data: Uint8Array.of(255, 0, 255, 255, 0, 0, 0, 255, 0, 255),
  });
});

test('a palette with transparent colours is laid over white', () => {
  const [red, halfGreen, clear] = [
    [255, 0, 0],
    [127, 255, 127],
    [255, 255, 255],
  ] as const;
  const { channels, data } = decoded(pillow.palette);
  expect(channels).toBe(3);
  expect([...data]).toEqual([red, halfGreen, clear, clear, halfGreen, red].flat());
});

test('sixteen bits keep their upper eight', () => {
  // Of 0, 256, 65535, 32768, 255 and 1000.
  expect([...decoded(pillow.grey16).data]).toEqual([0, 1, 255, 128, 0, 3]);
});

test('a progressive grey JPEG', () => {
  const image = decoded(pillow.progressiveGreyJpeg);
  expect(image).toMatchObject({ width: 8, height: 8, channels: 3 });
  expect(image.data.every((sample) => Math.abs(sample - 77) <= 1)).toBe(true);
});

const rgb = {
  width: 4,
  height: 3,
  channels: 3,
  data: Uint8Array.from({ length: 36 }, (_, i) => i * 7),
};
const rgba = { width: 16, height: 16, data: new Uint8Array(1024).map((_, i) => (i * 37) % 256) };
const files = { PNG: encode(rgb), JPEG: Uint8Array.from(encodeJpeg(rgba, 90).data) };

test.each(Object.entries(files))('a truncated %s is refused, naming the file', (format, bytes) => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: bytes.length - 3 }), (length) => {
      expect(() => decodeImage(bytes.subarray(0, length), 'cat.img')).toThrow(
        expect.objectContaining({
          code: 'corrupt-file',
          message: expect.stringMatching(
            new RegExp(`^cat\\.img: damaged ${format} image \\(.+\\)`),
          ),
        }),
      );
    }),
  );
});

test('a flipped bit in a PNG is refused', () => {
  const header = 8 + 4; // The signature and a length are not covered by the checksum.
  fc.assert(
    fc.property(fc.integer({ min: header, max: 80 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const bytes = Uint8Array.from(files.PNG);
      bytes[at] = (bytes[at] as number) ^ (1 << bit);
      expect(() => decodeImage(bytes, 'cat.png')).toThrow('cat.png: damaged PNG image');
    }),
  );
});

test('what is no image is refused', () => {
  expect(() => decodeImage(Buffer.from('<html>'), 'cat.png')).toThrow(
    'cat.png: not a PNG or JPEG image',
  );
});
