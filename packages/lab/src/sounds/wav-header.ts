/**
 * What a WAV file says of itself, before it is decoded: a damaged or hostile header is refused, and a
 * truncated file is noticed. The decoding is left to a library.
 */

export interface WavHeader {
  /** The number of the encoding: 1 whole numbers, 3 floats, 6 A-law, 7 µ-law. */
  readonly encoding: number;
  readonly channels: number;
  readonly sampleRate: number;
  /** Bytes of a frame, all channels. */
  readonly frameBytes: number;
  /** Bytes of sound that the header declares, and that are there. */
  readonly declared: number;
  readonly present: number;
}

/** The length that a program writes that does not know it yet. */
const UNKNOWN = 0xff_ff_ff_ff;

/** An encoding that is named later in the header. */
const EXTENSIBLE = 0xff_fe;

/** The header; undefined where the file is no WAV file. */
export function wavHeader(bytes: Uint8Array): WavHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const letters = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (letters(0) !== 'RIFF' || letters(8) !== 'WAVE') return undefined;
  let format: Omit<WavHeader, 'declared' | 'present'> | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    if (letters(at) === 'fmt ' && at + 24 <= bytes.length) {
      const encoding = view.getUint16(at + 8, true);
      const isExtended = encoding === EXTENSIBLE && at + 34 <= bytes.length;
      format = {
        encoding: isExtended ? view.getUint16(at + 32, true) : encoding,
        channels: view.getUint16(at + 10, true),
        sampleRate: view.getUint32(at + 12, true),
        frameBytes: view.getUint16(at + 20, true),
      };
    }
    if (letters(at) === 'data') {
      const present = bytes.length - at - 8;
      const declared = size === UNKNOWN || size === 0 ? present : size;
      return format && { ...format, declared, present };
    }
    at += 8 + size + (size % 2); // Chunks begin at even places.
  }
  return undefined;
}
