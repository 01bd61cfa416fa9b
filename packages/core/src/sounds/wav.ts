/** WAV files: one channel of sixteen bits (RIFF, Multimedia Programming Interface 1.0, 1991, chapter 3). */

const HEADER_BYTES = 44;
/** The largest number of a sample. */
const FULL_SCALE = 32_767;

/** Numbers in [-1, 1] as sixteen bits; what is outside is cut off. */
export function toSixteenBits(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.round(Math.max(-1, Math.min(1, sample)) * FULL_SCALE),
  );
}

/** Sixteen bits as numbers in [-1, 1]. */
export function fromSixteenBits(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => Math.max(-1, sample / FULL_SCALE));
}

/**
 * Encodes a WAV file of one channel.
 *
 * @param samples in [-1, 1]; others are cut off
 * @param sampleRate samples a second
 */
export function encodeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  const long = (at: number, value: number) => view.setUint32(at, value, true);
  const short = (at: number, value: number) => view.setUint16(at, value, true);
  text(0, 'RIFF');
  long(4, bytes.length - 8);
  text(8, 'WAVEfmt ');
  long(16, 16); // The length of the format.
  short(20, 1); // PCM
  short(22, 1); // Channels
  long(24, sampleRate);
  long(28, 2 * sampleRate); // Bytes a second
  short(32, 2); // Bytes of a frame
  short(34, 16); // Bits of a sample
  text(36, 'data');
  long(40, 2 * samples.length);
  for (const [i, value] of toSixteenBits(samples).entries()) {
    view.setInt16(HEADER_BYTES + 2 * i, value, true);
  }
  return bytes;
}
