/** MP3: the first frame after tags, and the length that encoders write into it (Xing's header). */
import { lettersAt, type SoundFormat, viewOf } from './sound-format.ts';

/** Where the first frame begins: after an ID3v2 tag, whose size has four times 7 bits. */
function firstFrame(bytes: Uint8Array): number {
  if (lettersAt(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0;
  return 10 + bytes.subarray(6, 10).reduce((size, byte) => 128 * size + (byte & 127), 0);
}

export const mp3: SoundFormat = {
  name: 'MP3',
  extensions: ['.mp3'],
  header(bytes) {
    const at = firstFrame(bytes);
    const [first = 0, second = 0, , fourth = 0] = bytes.subarray(at, at + 4);
    // Eleven bits of a frame's beginning, and a layer.
    if (first !== 0xff || second < 0xe0 || (second & 6) === 0) return undefined;
    const channels = fourth >> 6 === 3 ? 1 : 2;
    const isFirstVersion = (second & 0x18) === 0x18;
    const side = isFirstVersion ? [17, 32] : [9, 17];
    const info = at + 4 + (side[channels - 1] ?? 0);
    const isInfo = ['Xing', 'Info'].includes(lettersAt(bytes, info, 4));
    const view = viewOf(bytes);
    // The flags say which numbers follow: 1 the frames, 2 the bytes from this frame on.
    const flags = isInfo && info + 16 <= bytes.length ? view.getUint32(info + 4) : 0;
    if ((flags & 2) === 0) return { channels };
    const declared = view.getUint32(info + 8 + 4 * (flags & 1));
    const present = bytes.length - at;
    if (declared <= present) return { channels };
    return { channels, problem: `is truncated: ${present} of ${declared} bytes are there` };
  },
  piece: 2 ** 16,
  open: async () => (await import('@audio/decode-mp3')).decoder(),
};
