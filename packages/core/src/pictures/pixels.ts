/** Pictures as pixels of eight bits. Encoding them to files is left to others. */

/** A picture. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 3 RGB, 4 RGBA (straight alpha). */
  readonly channels: 1 | 3 | 4;
  /** [height, width, channels] bytes, from the top row. */
  readonly data: Uint8Array;
}
