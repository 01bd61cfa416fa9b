/**
 * Variants beyond images whose quality is compared: ganport's settings, real samples as PyTorch takes them,
 * drawn samples as a file for `ganport evaluate`, and which of its values are compared. PyTorch's networks are those of
 * the training steps.
 */
import { writeFileSync } from 'node:fs';
import { JET_SCALE, textsOf } from '@ganport/core/internal';
import { encodeNpz } from '@ganport/lab/internal';

/**
 * @typedef {object} Case
 * @property {import('@ganport/core').TrainSettings} settings
 * @property {import('@ganport/lab').DatasetOptions} options as the settings have data read
 * @property {number} count of samples that are judged
 * @property {string} extension of the file of samples
 * @property {readonly string[]} evaluate arguments of `ganport evaluate` behind the file of samples
 * @property {readonly string[]} values names of what it measures
 * @property {(config: Config, samples: Float32Array, labels: Int32Array) => string | Uint8Array} encode
 * @property {(config: Config, real: Float32Array) => Packed} pack
 */
/** @typedef {import('@ganport/core').TrainConfig} Config */
/** @typedef {{ readonly data: Float32Array | Uint8Array, readonly shape: readonly number[] }} Packed */

/** @param {string} text */
function bytesOf(text) {
  const data = new TextEncoder().encode(text);
  return { data, shape: [data.length] };
}

/** @type {Readonly<Record<string, Case>>} */
export const cases = {
  chargan: {
    settings: { variant: 'chargan', length: 16, width: 1 / 8, batchSize: 16 },
    options: { text: { length: 16 } },
    count: 5000,
    extension: 'txt',
    evaluate: ['--data', 'words', '--length', '16'],
    values: ['jsd1', 'jsd2', 'jsd3', 'jsd4', 'words', 'selfBleu'],
    encode: ({ sample = [], vocabulary = [] }, samples) =>
      `${textsOf(samples, sample, vocabulary).join('\n')}\n`,
    /** The numbers of the characters, [count, length]: one-hot lines of 250,000 words are 28 times as many bytes. */
    pack({ sample: [length = 1, width = 1] = [] }, real) {
      const data = Uint8Array.from({ length: real.length / width }, (_, i) =>
        real.subarray(i * width, (i + 1) * width).indexOf(1),
      );
      return { data, shape: [data.length / length, length] };
    },
  },
  lagan: {
    settings: { variant: 'lagan', width: 1 / 4, batchSize: 25 },
    options: {},
    count: 1000,
    extension: 'npz',
    evaluate: ['--data', 'jets', '--metrics', 'fid,observables,intensity'],
    values: [
      ...['fid', 'distanceMass', 'distancePt', 'distanceTau21', 'distancePixels'],
      'distanceIntensity',
    ],
    encode: ({ sample: [rows = 1, columns = 1] = [], classNames = [] }, samples, labels) =>
      encodeNpz({
        jets: {
          data: samples.map((value) => value * JET_SCALE),
          shape: [labels.length, rows, columns],
        },
        labels: { data: labels, shape: [labels.length] },
        classes: bytesOf(JSON.stringify(classNames)),
      }),
    pack: ({ sample: [rows = 1, columns = 1] = [] }, real) => ({
      data: real,
      shape: [real.length / (rows * columns), rows, columns, 1],
    }),
  },
};
