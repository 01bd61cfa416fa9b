/** FLAC: the header of RFC 9639, section 8.2. */
import { lettersAt, type SoundFormat, viewOf } from './sound-format.ts';

/** The letters, the head of a block, and its 34 bytes. */
const HEADER_BYTES = 42;

export const flac: SoundFormat = {
  name: 'FLAC',
  extensions: ['.flac'],
  header(bytes) {
    if (lettersAt(bytes, 0, 4) !== 'fLaC') return undefined;
    if (bytes.length < HEADER_BYTES) return { channels: 1, problem: 'is truncated' };
    // 20 bits of rate, 3 of channels, 5 of the size of a sample, 36 of the number of samples.
    const view = viewOf(bytes);
    const [first, last] = [view.getUint32(18), view.getUint32(22)];
    const samples = (first & 0xf) * 2 ** 32 + last;
    return {
      channels: ((first >>> 9) & 7) + 1,
      sampleRate: first >>> 12,
      samples: samples === 0 ? undefined : samples,
    };
  },
  piece: 1024,
  open: async () => (await import('@audio/decode-flac')).decoder(),
};
