/** IDX files of images and of labels, plain and gzipped. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadIdx } from '@ganport/lab';
import { mutatedBytes } from '../mutate.mjs';
import { checkDataset } from '../dataset.mjs';

/** @param {number} type @param {readonly number[]} dims @param {readonly number[]} values */
function idx(type, dims, values) {
  const header = Buffer.alloc(4 + 4 * dims.length);
  header.set([0, 0, type, dims.length]);
  dims.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, Buffer.from(values)]);
}

/** @type {import('../target.mjs').Target} */
export default {
  about: 'loadIdx: images, labels, gzip',
  open: async (folder) => {
    const values = Array.from({ length: 36 }, (_, i) => i * 7);
    const images = idx(8, [3, 2, 2], values.slice(0, 12));
    const labels = idx(8, [3], [0, 2, 1]);
    const [own, other] = [join(folder, 'own'), join(folder, 'other')];
    return {
      cases: mutatedBytes([
        images,
        idx(8, [3, 2, 2, 3], values),
        labels,
        idx(0x0c, [3], [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0]),
        gzipSync(images),
        gzipSync(labels),
      ]),
      async run(bytes) {
        writeFileSync(own, bytes);
        const options = { maxBytes: 2 ** 22 };
        // The bytes as images, and as labels of valid images.
        const [asImages] = await Promise.allSettled([loadIdx(own, undefined, options)]);
        if (asImages.status === 'fulfilled') await checkDataset(asImages.value);
        writeFileSync(other, images);
        await checkDataset(await loadIdx(other, own, options));
        if (asImages.status === 'rejected') throw asImages.reason;
      },
    };
  },
};
