/**
 * Sound files as numbers: WAV, FLAC and Ogg Vorbis, each by a library. Files are decoded in pieces, so
 * that one that unpacks to more than the limit is refused before it fills the memory.
 */
import { extname } from 'node:path';
import { LabError, messageOf } from '../../errors.ts';
import { defaultMaxBytes, tooLarge } from '../../files/limits.ts';
import { readInputFile } from '../../files/read-input.ts';
import { wavHeader } from './wav-header.ts';

/** A sound of one channel. */
export interface Sound {
  /** In [-1, 1]. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

interface Decoded {
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
}

interface Decoder {
  decode(piece: Uint8Array): Decoded | Promise<Decoded>;
  flush(): Decoded | Promise<Decoded>;
  free(): void;
}

interface Format {
  open(): Promise<Decoder>;
  /** Bytes of the file that are decoded at a time: silence is packed by a factor of thousands. */
  readonly piece: number;
  /** @throws LabError for a file that must not be decoded */
  check?(bytes: Uint8Array, path: string): void;
  /** The samples of a channel that the file declares; 0 where it does not say. */
  samples?(bytes: Uint8Array): number;
}

const formats: Readonly<Record<string, Format>> = {
  '.wav': {
    open: async () => (await import('@audio/decode-wav')).decoder(),
    piece: 2 ** 20,
    check: checkWav,
  },
  '.flac': {
    open: async () => (await import('@audio/decode-flac')).decoder(),
    piece: 1024,
    samples: flacSamples,
  },
  '.ogg': { open: async () => (await import('@audio/decode-vorbis')).decoder(), piece: 4096 },
};

export const soundExtensions: readonly string[] = Object.keys(formats);

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
  const format = formats[extname(path).toLowerCase()];
  if (!format) throw unusable(path, `is none of ${soundExtensions.join(', ')}`);
  format.check?.(bytes, path);
  const parts = await decodeParts(path, bytes, format, maxBytes);
  const sampleRate = parts[0]?.sampleRate ?? 0;
  const samples = joined(parts.map(mixed));
  const declared = format.samples?.(bytes) ?? 0;
  if (samples.length < declared) {
    throw unusable(path, `is truncated: it ends before its ${declared} samples`);
  }
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

async function decodeParts(
  path: string,
  bytes: Uint8Array,
  { open, piece }: Format,
  maxBytes: number,
): Promise<Decoded[]> {
  const parts: Decoded[] = [];
  let unpacked = 0;
  let decoder: Decoder | undefined;
  try {
    decoder = await open();
    for (let start = 0; start <= bytes.length; start += piece) {
      const isEnd = start + piece > bytes.length;
      parts.push(await decoder.decode(bytes.subarray(start, start + piece)));
      if (isEnd) parts.push(await decoder.flush());
      for (const { channelData } of parts.slice(isEnd ? -2 : -1)) {
        if (channelData.length > MOST_CHANNELS) throw tooManyChannels(path, channelData.length);
        unpacked += 4 * channelData.reduce((sum, { length }) => sum + length, 0);
      }
      if (unpacked > maxBytes) throw tooLarge(path, 'its sound has more bytes', maxBytes);
    }
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw unusable(path, `is no sound that can be decoded (${messageOf(cause)})`, cause);
  } finally {
    decoder?.free();
  }
  return parts.filter(({ channelData }) => (channelData[0]?.length ?? 0) > 0);
}

/** The mean of the channels. */
function mixed({ channelData }: Decoded): Float32Array {
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
  const { channels, declared, present, frameBytes } = header;
  if (channels > MOST_CHANNELS) throw tooManyChannels(path, channels);
  if (channels < 1 || frameBytes < channels) throw unusable(path, 'has a damaged header');
  if (declared > present) {
    throw unusable(path, `is truncated: ${present} of ${declared} bytes of sound are there`);
  }
}

/** The 36 bits of the first block's number of samples (RFC 9639, section 8.2); 0 where it is unknown. */
function flacSamples(bytes: Uint8Array): number {
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'fLaC' || bytes.length < 26) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return (view.getUint8(21) & 0x0f) * 2 ** 32 + view.getUint32(22);
}

function tooManyChannels(path: string, channels: number): LabError {
  const message = `${path}: has ${channels} channels, at most ${MOST_CHANNELS} are mixed to one; convert it`;
  return new LabError('data-mismatch', message);
}

function unusable(path: string, reason: string, cause?: unknown): LabError {
  const message = `${path}: ${reason}; replace or remove it`;
  return new LabError('corrupt-file', message, { cause });
}
