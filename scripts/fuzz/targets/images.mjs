/** Images of all formats that are read, and of some that are refused. */
import { decodeImage } from '@ganport/lab';
import sharp from 'sharp';
import { mutatedBytes } from '../mutate.mjs';
import { check } from '../target.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  about: 'decodeImage: PNG, JPEG, WebP, GIF, TIFF',
  share: 2,
  open: async () => {
    const pixels = Buffer.from(Array.from({ length: 24 * 16 * 4 }, (_, i) => (i * 37) % 256));
    const raw = { width: 24, height: 16 };
    const color = () => sharp(pixels.subarray(0, 24 * 16 * 3), { raw: { ...raw, channels: 3 } });
    const alpha = () => sharp(pixels, { raw: { ...raw, channels: 4 } });
    const seeds = await Promise.all([
      color().png().toBuffer(),
      alpha().png({ palette: true }).toBuffer(),
      color().toColourspace('b-w').png({ progressive: true }).toBuffer(),
      color()
        .jpeg()
        .withExif({ IFD0: { Orientation: '6' } })
        .toBuffer(),
      color().jpeg({ progressive: true }).toBuffer(),
      color().webp().toBuffer(),
      alpha().webp({ lossless: true }).toBuffer(),
      color().gif().toBuffer(),
      color().tiff().toBuffer(),
    ]);
    return {
      cases: mutatedBytes(seeds),
      async run(bytes) {
        const image = await decodeImage(bytes, 'x', { maxBytes: 2 ** 26 });
        const { width, height, channels, data } = image;
        check(data.length === width * height * channels && data.length > 0, 'pixels are missing');
      },
    };
  },
};
