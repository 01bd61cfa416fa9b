/** The faces of `--data avatars`: two rows of each style. Writes docs/images/avatars.png. */
import { join } from 'node:path';
import { imageGrid } from '@ganport/core/internal';
import { openDataset, writePng } from '@ganport/lab';

const [COLUMNS, ROWS, SIDE] = [12, 2, 64];
const count = COLUMNS * ROWS;
const length = count * SIDE * SIDE * 3;
const styles = ['lorelei', 'pixel-art', 'open-peeps'];
const images = new Float32Array(styles.length * length);
for (const [i, style] of styles.entries()) {
  const faces = await openDataset(`avatars:style=${style},count=${count}`, { size: SIDE });
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  await faces.read(indices, images.subarray(i * length, (i + 1) * length));
}
const sheet = imageGrid(images, [SIDE, SIDE, 3], COLUMNS, { scale: 1 });
await writePng(join(import.meta.dirname, '../images/avatars.png'), sheet);
