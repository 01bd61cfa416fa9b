/** Images to train on, and the order they are read in. */
export { batchIndices } from './batch-order.ts';
export type { Dataset } from './dataset.ts';
export { loadIdx } from './idx.ts';
export { loadImageFolder, type ImageFolderOptions } from './image-folder.ts';
export { loadMnist } from './mnist.ts';
export { openDataset } from './open-dataset.ts';
