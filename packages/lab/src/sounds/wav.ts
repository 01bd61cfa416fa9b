/** WAV, by the header of wav-header.ts. */
import type { SoundFormat } from './sound-format.ts';
import { wavHeader } from './wav-header.ts';

/**
 * Whole numbers, floats, A-law, µ-law. ADPCM is left out: the header of a small file may ask for any
 * number of samples.
 */
const encodings: ReadonlySet<number> = new Set([1, 3, 6, 7]);
const NAMES = 'PCM, floats, A-law or µ-law';

export const wav: SoundFormat = {
  name: 'WAV',
  extensions: ['.wav'],
  header(bytes) {
    const header = wavHeader(bytes);
    if (!header) return undefined;
    const { encoding, channels, declared, present, frameBytes } = header;
    if (!encodings.has(encoding)) {
      return { channels: 1, problem: `has the encoding ${encoding}, not ${NAMES}` };
    }
    if (frameBytes < channels) return { channels, problem: 'has a damaged header' };
    if (declared <= present) return { channels };
    return {
      channels,
      problem: `is truncated: ${present} of ${declared} bytes of sound are there`,
    };
  },
  piece: 2 ** 20,
  open: async () => (await import('@audio/decode-wav')).decoder(),
};
