/** Eight-bit images: what is decoded from files, drawn, and encoded. */

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 gray, 3 RGB, 4 RGBA (straight alpha). */
  readonly channels: 1 | 3 | 4;
  /** Row by row from the top, channels side by side: height × width × channels bytes. */
  readonly data: Uint8Array;
}
