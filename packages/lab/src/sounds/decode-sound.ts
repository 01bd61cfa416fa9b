/**
 * Sound files as numbers: WAV, by a library. Files are decoded in pieces, so that one that unpacks to more
 * than the limit is refused before it fills the memory.
 */
import { decoder as openDecoder, type AudioData } from '@audio/decode-wav';
import { LabError, messageOf } from '../errors.ts';
import { defaultMaxBytes, tooLarge } from '../files/limits.ts';
import { readInputFile } from '../files/read-input.ts';
import { wavHeader } from './wav-header.ts';

/** A sound of one channel. */
export interface Sound {
  /** In [-1, 1]. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** The extensions of sound files. */
export const soundExtensions: readonly string[] = ['.wav'];

/** Bytes of a file that are decoded at a time. */
const PIECE = 2 ** 20;
/**
 * Whole numbers, floats, A-law, µ-law. ADPCM is left out: the header of a small file may ask for any
 * number of samples.
 */
const encodings: ReadonlySet<number> = new Set([1, 3, 6, 7]);
const NAMES = 'PCM, floats, A-law or µ-law';

/** The most channels of a file; they are averaged. */
const MOST_CHANNELS = 8;
const RATES = { least: 1000, most: 384_000 };
/** Below this, about −80 dB, a sound is silence. */
const SILENCE = 1e-4;

/**
 * Decodes a file to one channel, the mean of its channels.
 *
 * @param maxBytes the most bytes of the file, and of its numbers; 1 GiB unless given
 * @throws LabError 'not-found', 'corrupt-file' for what is no sound, truncated or silent,
 * 'data-mismatch' for more bytes than the limit, channels or a rate that is not taken
 */
export async function decodeSound(path: string, maxBytes = defaultMaxBytes): Promise<Sound> {
  const bytes = await readInputFile(path, maxBytes);
  checkWav(bytes, path);
  const parts = decodeParts(path, bytes, maxBytes);
  const sampleRate = parts[0]?.sampleRate ?? 0;
  const samples = joined(parts.map(mixed));
  if (samples.length === 0) throw unusable(path, 'has no samples of sound');
  if (!(sampleRate >= RATES.least && sampleRate <= RATES.most)) {
    throw unusable(path, `has ${sampleRate} samples a second, not ${RATES.least} to ${RATES.most}`);
  }
  let peak = 0;
  for (const sample of samples) {
    if (!Number.isFinite(sample)) throw unusable(path, 'has samples that are no numbers');
    peak = Math.max(peak, Math.abs(sample));
  }
  if (peak < SILENCE) throw unusable(path, 'is silent');
  return { samples, sampleRate };
}

function decodeParts(path: string, bytes: Uint8Array, maxBytes: number): AudioData[] {
  const parts: AudioData[] = [];
  const decoder = openDecoder();
  let unpacked = 0;
  try {
    for (let start = 0; start < bytes.length; start += PIECE) {
      const part = decoder.decode(bytes.subarray(start, start + PIECE));
      if (part.channelData.length > 0) parts.push(part);
      unpacked += 4 * part.channelData.reduce((sum, { length }) => sum + length, 0);
      if (unpacked > maxBytes) throw tooLarge(path, 'its sound has more bytes', maxBytes);
    }
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw unusable(path, `is no sound that can be decoded (${messageOf(cause)})`, cause);
  } finally {
    decoder.free();
  }
  return parts;
}

/** The mean of the channels. */
function mixed({ channelData }: AudioData): Float32Array {
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

function checkWav(bytes: Uint8Array, path: string): void {
  const header = wavHeader(bytes);
  if (!header) throw unusable(path, 'is no WAV file');
  const { encoding, channels, declared, present, frameBytes } = header;
  if (!encodings.has(encoding)) throw unusable(path, `has the encoding ${encoding}, not ${NAMES}`);
  if (channels > MOST_CHANNELS) throw tooManyChannels(path, channels);
  if (channels < 1 || frameBytes < channels) throw unusable(path, 'has a damaged header');
  if (declared > present) {
    throw unusable(path, `is truncated: ${present} of ${declared} bytes of sound are there`);
  }
}

function tooManyChannels(path: string, channels: number): LabError {
  const message = `${path}: has ${channels} channels, at most ${MOST_CHANNELS} are mixed to one; convert it`;
  return new LabError('data-mismatch', message);
}

function unusable(path: string, reason: string, cause?: unknown): LabError {
  const message = `${path}: ${reason}; replace or remove it`;
  return new LabError('corrupt-file', message, { cause });
}
