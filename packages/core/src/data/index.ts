/** Images to train on, and the order they are read in. */
export { resizeCropFlip, type Augmentation } from './augmentation.ts';
export { batchIndices } from './batch-order.ts';
export { byteDataset, type Dataset, type Draws, type Shape } from './dataset.ts';
export { loadIdx } from './idx.ts';
export { loadImageFolder } from './image-folder.ts';
export { isImageName } from './list-images.ts';
export { loadMnist } from './mnist.ts';
export { encodeNpz, loadNpz } from './npz.ts';
export { openDataset } from './open-dataset.ts';
export type { DatasetOptions } from './options.ts';
export { openPaired, openUnpaired, type Domains } from './pairs.ts';
export { prefetch, type Prefetched } from './prefetch.ts';
export { RING, ringCentre } from './ring.ts';
export type { Sides } from './sides.ts';
