/** Ogg files (RFC 3533) with Vorbis or Opus: the first packet has the channels, the last page the end. */
import { lettersAt, type SoundFormat, type SoundHeader, viewOf } from './sound-format.ts';

/** A page before its table of segments. */
const PAGE_BYTES = 27;
/** The flag of the last page of a sound. */
const LAST = 4;

/** The place of the first packet; undefined for what is no Ogg file. */
function firstPacket(bytes: Uint8Array): number | undefined {
  if (lettersAt(bytes, 0, 4) !== 'OggS') return undefined;
  return PAGE_BYTES + (bytes[26] ?? 0);
}

/** Whether all pages are whole, and one of them is the last. */
function isWhole(bytes: Uint8Array): boolean {
  let isEnded = false;
  for (let at = 0; at < bytes.length;) {
    if (lettersAt(bytes, at, 4) !== 'OggS') return isEnded;
    const segments = bytes.subarray(at + PAGE_BYTES, at + PAGE_BYTES + (bytes[at + 26] ?? 0));
    isEnded = ((bytes[at + 5] ?? 0) & LAST) !== 0;
    at += PAGE_BYTES + segments.length + segments.reduce((sum, size) => sum + size, 0);
    if (at > bytes.length) return false;
  }
  return isEnded;
}

function header(
  bytes: Uint8Array,
  letters: string,
  read: (packet: DataView) => Omit<SoundHeader, 'problem'>,
): SoundHeader | undefined {
  const at = firstPacket(bytes);
  if (at === undefined || lettersAt(bytes, at, letters.length) !== letters) return undefined;
  const packet = bytes.subarray(at);
  if (packet.length < 16 || !isWhole(bytes)) return { channels: 1, problem: 'is truncated' };
  return read(viewOf(packet));
}

export const vorbis: SoundFormat = {
  name: 'Ogg Vorbis',
  extensions: ['.ogg', '.oga'],
  header: (bytes) =>
    header(bytes, '\u0001vorbis', (packet) => ({
      channels: packet.getUint8(11),
      sampleRate: packet.getUint32(12, true),
    })),
  piece: 1024,
  open: async () => (await import('@audio/decode-vorbis')).decoder(),
};

/** It is decoded at 48,000 samples a second, whatever was encoded (RFC 7845, section 5.1). */
export const opus: SoundFormat = {
  name: 'Ogg Opus',
  extensions: ['.opus', '.ogg', '.oga'],
  header: (bytes) => header(bytes, 'OpusHead', (packet) => ({ channels: packet.getUint8(9) })),
  piece: 1024,
  open: async () => (await import('@audio/decode-opus')).decoder(),
};
