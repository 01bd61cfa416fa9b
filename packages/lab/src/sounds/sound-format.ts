/** A format of sound files: what its header says before anything is decoded, and the library that decodes. */

/** What a library makes of a part of a file. */
export interface DecodedPart {
  /** One array of samples in [-1, 1] for each channel. */
  readonly channelData: readonly Float32Array[];
  readonly sampleRate: number;
  /** What the library could not decode. */
  readonly errors?: readonly { readonly message: string }[];
}

/** A decoder of one file, which gets its bytes in order. */
interface SoundDecoder {
  decode(bytes: Uint8Array): DecodedPart;
  /** The samples that are held back until the end. */
  flush?(): DecodedPart;
  free(): void;
}

/** What a file says of itself. */
export interface SoundHeader {
  readonly channels: number;
  /** Undefined where the format has it in the sound only. */
  readonly sampleRate?: number | undefined;
  /** Samples of each channel, where the header has them. */
  readonly samples?: number | undefined;
  /** Why the file cannot be used: `is truncated`. */
  readonly problem?: string | undefined;
}

export interface SoundFormat {
  /** As in `is no WAV file`. */
  readonly name: string;
  readonly extensions: readonly string[];
  /** The header; undefined for a file of another format. */
  header(bytes: Uint8Array): SoundHeader | undefined;
  /** Bytes that are decoded at a time: what unpacks to much more than itself is decoded in small pieces. */
  readonly piece: number;
  /** Loads the library. */
  open(): Promise<SoundDecoder>;
}

/** The letters at a place of a file. */
export function lettersAt(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count));
}

/** The bytes as numbers of several bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
