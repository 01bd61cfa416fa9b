/** MNIST's images from its file, in batches of 64 unless said. */
import { readFileSync } from 'node:fs';
import { batchesOf } from './pixels.mjs';

export const batch = 64;

/**
 * @param {string} path an IDX file of images
 * @param {number} count images in a batch
 * @returns {() => Float32Array} the next batch, in an array of its own
 */
export const batches = (path, count = batch) => batchesOf(readFileSync(path).subarray(16), count);
