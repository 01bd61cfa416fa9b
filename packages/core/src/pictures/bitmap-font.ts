/**
 * Text on pictures, in letters of 5 × 7 pixels. They are part of ganport, because the fonts of a machine
 * differ, and a container may have none. Only printable ASCII can be drawn; accents are dropped.
 */
import type { Pixels } from './pixels.ts';

const FIRST = 0x20;
const [WIDTH, HEIGHT] = [5, 7];
/** From one letter to the next. */
const ADVANCE = WIDTH + 1;
/** A letter for each code from 0x20 to 0x7e: seven rows from the top, five bits each, in base 32. */
const letters =
  `0000000 4444004 aaa0000 aavavaa 4fke5u4 op248j3 cik8lid 4480000 2488842 8422248 04lel40 044v440
   0000c48 000e000 00000cc 01248g0 ehjlphe 4c4444e eh1248v v2421he 26aiv22 vgu11he 68guhhe v124888
   ehhehhe ehhf12c 0cc0cc0 0cc0c48 248g842 00v0v00 8421248 eh12404 eh1dlle ehhvhhh uhhuhhu ehggghe
   sihhhis vgguggv vgguggg ehgnhhf hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh hhpljhh ehhhhhe
   uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllla hha4ahh hhha444 v1248gv e88888e
   0g84210 e22222e 4ah0000 000000v 8420000 00e1fhf ggmphhu 00egghe 11djhhf 00ehvge 698s888 0fhhf1e
   ggmphhh 40c444e 20622ic ggikoki c44444e 00qllhh 00mphhh 00ehhhe 00uhugg 00djf11 00mpggg 00ege1u
   88s8896 00hhhjd 00hhha4 00hhlla 00ha4ah 00hhf1e 00v248v 2448442 4444444 8442448 008l200`.split(
    /\s+/,
  );

/** The size of text in pixels. */
export function textSize(text: string, scale: number): { width: number; height: number } {
  return { width: Math.max(0, text.length * ADVANCE - 1) * scale, height: HEIGHT * scale };
}

/** The most letters that fit into a width, in pixels. */
export function lettersWithin(width: number, scale: number): number {
  return Math.max(0, Math.floor((width / scale + 1) / ADVANCE));
}

/**
 * The text that can be drawn in place of another: accents are dropped, other characters become `?`.
 *
 * @returns undefined when nothing but `?` would be left
 */
export function drawable(text: string): string | undefined {
  const plain = text.normalize('NFD').replaceAll(/\p{Mn}/gu, '');
  const shown = Array.from(plain, (c) => (/^[ -~]$/.test(c) ? c : '?')).join('');
  return /[^? ]/.test(shown) ? shown : undefined;
}

/**
 * Draws text; what exceeds the picture is left out.
 *
 * @param text printable ASCII
 * @param scale the side of a letter's pixel
 * @param level the value of the pixels, in each channel
 */
export function drawText(
  { width, height, channels, data }: Pixels,
  text: string,
  place: { readonly left: number; readonly top: number; readonly scale: number },
  level: number,
): void {
  const { left, top, scale } = place;
  for (const [i, letter] of Array.from(text).entries()) {
    const rows = letters[letter.charCodeAt(0) - FIRST] ?? '';
    for (let y = 0; y < HEIGHT * scale; y++) {
      const bits = Number.parseInt(rows[Math.floor(y / scale)] ?? '0', 32);
      for (let x = 0; x < WIDTH * scale; x++) {
        if (!((bits >> (WIDTH - 1 - Math.floor(x / scale))) & 1)) continue;
        const [px, py] = [left + i * ADVANCE * scale + x, top + y];
        if (px < 0 || px >= width || py < 0 || py >= height) continue;
        const at = (py * width + px) * channels;
        data.fill(level, at, at + channels);
      }
    }
  }
}
