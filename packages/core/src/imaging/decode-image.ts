/**
 * Image files to pixels. The format is told by the file's first bytes, not by its name; transparency
 * is laid over white, sixteen-bit samples are cut to eight.
 */
import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { CoreError, messageOf } from '../errors.ts';
import type { Pixels } from './pixels.ts';

interface ImageFormat {
  readonly name: string;
  readonly signature: readonly number[];
  decode(bytes: Uint8Array): Pixels;
}

const formats: readonly ImageFormat[] = [
  { name: 'PNG', signature: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], decode: fromPng },
  { name: 'JPEG', signature: [0xff, 0xd8, 0xff], decode: fromJpeg },
];

/**
 * Decodes a PNG or JPEG file to grey (1 channel) or RGB (3 channels) pixels. JPEG is always RGB.
 *
 * @param file named in errors
 * @throws CoreError 'corrupt-file' when the bytes are no PNG or JPEG, truncated or damaged
 */
export function decodeImage(bytes: Uint8Array, file: string): Pixels {
  const format = formats.find(({ signature }) => signature.every((byte, i) => bytes[i] === byte));
  if (format === undefined) {
    throw new CoreError('corrupt-file', `${file}: not a PNG or JPEG image; convert or remove it`);
  }
  try {
    return format.decode(bytes);
  } catch (cause) {
    const message = `${file}: damaged ${format.name} image (${messageOf(cause)}); replace or remove it`;
    throw new CoreError('corrupt-file', message, { cause });
  }
}

function fromJpeg(bytes: Uint8Array): Pixels {
  const options = { useTArray: true, formatAsRGBA: false, tolerantDecoding: false } as const;
  const { width, height, data } = decodeJpeg(bytes, options);
  return { width, height, channels: 3, data };
}

function fromPng(bytes: Uint8Array): Pixels {
  const png = decodePng(bytes, { checkCrc: true });
  const samplesPerPixel = png.channels;
  const rowBytes = Math.ceil((png.width * samplesPerPixel * png.depth) / 8);
  if (png.data.byteLength !== rowBytes * png.height) {
    throw new RangeError(`${png.data.byteLength} bytes of pixels, ${rowBytes * png.height} needed`);
  }
  return overWhite(png.width, png.height, eightBitSamples(png));
}

/** A PNG's samples as bytes, palette and depths below eight bits resolved. */
function eightBitSamples(png: DecodedPng): { data: Uint8Array; channels: number } {
  const { depth, palette, width, height } = png;
  if (palette !== undefined || depth < 8) {
    const colours = palette ?? greyRamp(2 ** depth);
    const data = convertIndexedToRgb({ ...png, palette: colours });
    return { data, channels: data.length / (width * height) };
  }
  const data = depth === 16 ? Uint8Array.from(png.data, (v) => v >> 8) : Uint8Array.from(png.data);
  return { data, channels: png.channels };
}

function greyRamp(levels: number): number[][] {
  return Array.from({ length: levels }, (_, i) => [Math.round((255 * i) / (levels - 1))]);
}

/** Drops the alpha channel of grey + alpha and RGBA samples, with white behind the image. */
function overWhite(
  width: number,
  height: number,
  samples: { data: Uint8Array; channels: number },
): Pixels {
  const channels = samples.channels < 3 ? 1 : 3;
  if (samples.channels === channels) return { width, height, channels, data: samples.data };
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * samples.channels;
    const alpha = (samples.data[from + channels] ?? 255) / 255;
    for (let channel = 0; channel < channels; channel++) {
      const sample = samples.data[from + channel] ?? 255;
      data[pixel * channels + channel] = Math.round(255 + (sample - 255) * alpha);
    }
  }
  return { width, height, channels, data };
}
