/** Images to train on, and the order they are read in. */
export { loadIdx } from './idx.ts';
export { loadImageFolder } from './image-folder.ts';
export { isImageName } from './list-images.ts';
export { loadMnist } from './mnist.ts';
export { encodeNpz, loadNpz } from './npz.ts';
export { openDataset } from './open-dataset.ts';
export type { DatasetOptions } from './options.ts';
export { openPaired, openUnpaired } from './pairs.ts';
