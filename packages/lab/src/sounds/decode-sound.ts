/**
 * Sound files as numbers: WAV, FLAC, MP3, Ogg Vorbis and Opus, each by a library that is loaded when the
 * first such file is met. Files are decoded in pieces, so that one that unpacks to more than the limit is
 * refused before it fills the memory.
 */
import { extname } from 'node:path';
import { LabError, messageOf } from '../errors.ts';
import { defaultMaxBytes, tooLarge } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import { flac } from './flac.ts';
import { mp3 } from './mp3.ts';
import { opus, vorbis } from './ogg.ts';
import type { DecodedPart, SoundFormat, SoundHeader } from './sound-format.ts';
import { wav } from './wav.ts';

/** A sound of one channel. */
export interface Sound {
  /** In [-1, 1]. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

const formats: readonly SoundFormat[] = [wav, flac, mp3, vorbis, opus];

/** The extensions of sound files. */
export const soundExtensions: readonly string[] = [
  ...new Set(formats.flatMap(({ extensions }) => extensions)),
];

/** The most channels of a file; they are averaged. */
const MOST_CHANNELS = 8;
const RATES = { least: 1000, most: 384_000 };
/** Below this, about −80 dB, a sound is silence. */
export const SILENCE = 1e-4;

/**
 * Decodes a file to one channel, the mean of its channels.
 *
 * @param maxBytes the most bytes of the file, and of its numbers; 1 GiB unless given
 * @throws LabError 'not-found', 'corrupt-file' for what is no sound, truncated or silent,
 * 'data-mismatch' for more bytes than the limit, channels or a rate that is not taken
 */
export async function decodeSound(path: string, maxBytes = defaultMaxBytes): Promise<Sound> {
  const bytes = await readInputFile(path, maxBytes);
  const { format, header } = formatOf(bytes, path);
  checkHeader(header, path, maxBytes);
  const parts = await decodeParts(format, path, bytes, maxBytes);
  const sampleRate = parts[0]?.sampleRate ?? 0;
  const samples = joined(parts.map(mixed));
  if (parts.some((part) => part.sampleRate !== sampleRate)) {
    throw unusable(path, 'changes its samples a second');
  }
  const { samples: declared = 0 } = header;
  if (samples.length < declared) {
    throw unusable(path, `is truncated: ${samples.length} of ${declared} samples are there`);
  }
  if (samples.length === 0) throw unusable(path, 'has no samples of sound');
  checkRate(sampleRate, path);
  let peak = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) throw unusable(path, 'has samples that are no numbers');
    peak = Math.max(peak, Math.abs(sample));
  }
  if (peak < SILENCE) throw unusable(path, 'is silent');
  return { samples, sampleRate };
}

/** The format of a file, of those that its extension stands for. */
function formatOf(bytes: Uint8Array, path: string) {
  const extension = extname(path).toLowerCase();
  const possible = formats.filter(({ extensions }) => extensions.includes(extension));
  for (const format of possible) {
    const header = format.header(bytes);
    if (header) return { format, header };
  }
  const names = possible.map(({ name }) => name).join(' or ');
  throw unusable(path, `is no ${names || 'sound'} file`);
}

function checkHeader(
  { channels, sampleRate, samples = 0, problem }: SoundHeader,
  path: string,
  maxBytes: number,
): void {
  if (problem !== undefined) throw unusable(path, problem);
  if (channels > MOST_CHANNELS) throw tooManyChannels(path, channels);
  if (channels < 1) throw unusable(path, 'has a damaged header');
  if (sampleRate !== undefined) checkRate(sampleRate, path);
  if (4 * samples * channels > maxBytes) throw tooLarge(path, 'its sound has more bytes', maxBytes);
}

/** @throws LabError 'corrupt-file' for a rate that is not taken */
export function checkRate(sampleRate: number, path: string): void {
  if (sampleRate >= RATES.least && sampleRate <= RATES.most) return;
  throw unusable(path, `has ${sampleRate} samples a second, not ${RATES.least} to ${RATES.most}`);
}

async function decodeParts(
  { open, piece }: SoundFormat,
  path: string,
  bytes: Uint8Array,
  maxBytes: number,
): Promise<DecodedPart[]> {
  const decoder = await open();
  const parts: DecodedPart[] = [];
  let unpacked = 0;
  const take = (part: DecodedPart) => {
    const [error] = part.errors ?? [];
    if (error) throw unusable(path, `is damaged (${error.message})`);
    if ((part.channelData[0]?.length ?? 0) === 0) return;
    parts.push(part);
    unpacked += 4 * part.channelData.reduce((sum, { length }) => sum + length, 0);
    if (unpacked > maxBytes) throw tooLarge(path, 'its sound has more bytes', maxBytes);
  };
  try {
    for (let start = 0; start < bytes.length; start += piece) {
      take(quietly(() => decoder.decode(bytes.subarray(start, start + piece))));
    }
    if (decoder.flush) take(quietly(() => decoder.flush?.() ?? { channelData: [], sampleRate: 0 }));
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw unusable(path, `is no sound that can be decoded (${messageOf(cause)})`, cause);
  } finally {
    decoder.free();
  }
  return parts;
}

/** The library of MP3 also prints the errors that it returns; decoding is synchronous. */
function quietly<T>(decode: () => T): T {
  const { error } = console;
  console.error = () => {};
  try {
    return decode();
  } finally {
    console.error = error;
  }
}

/** The mean of the channels. */
function mixed({ channelData }: DecodedPart): Float32Array {
  const [first = new Float32Array(), ...more] = channelData;
  if (more.length === 0) return first;
  return first.map(
    (sample, i) =>
      more.reduce((sum, channel) => sum + (channel[i] ?? 0), sample) / channelData.length,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function tooManyChannels(path: string, channels: number): LabError {
  const message = `${path}: has ${channels} channels, at most ${MOST_CHANNELS} are mixed to one; convert it`;
  return new LabError('data-mismatch', message);
}

function unusable(path: string, reason: string, cause?: unknown): LabError {
  const message = `${path}: ${reason}; replace or remove it`;
  return new LabError('corrupt-file', message, { cause });
}
