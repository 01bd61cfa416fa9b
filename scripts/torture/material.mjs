/** What is tortured: tiny data sets and runs of every variant, seconds each; a generator for pages. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OnnxModel, parseGraph } from '@ganport/graph';
import { encodeImage } from '@ganport/lab';

const COUNT = 64;
const SIDE = 8;

/** A command that writes `out`, and can be resumed where `resume` says so. */
/** @typedef {{ name: string, args: (out: string) => string[], resume: boolean }} Work */

const small = ['--batch-size', '4', '--threads', '1'];
const often = ['--checkpoint-every', '3', '--sample-every', '4', '--metrics-every', '1'];

/** @param {string} variant @param {number} steps @param {readonly string[]} more @returns {Work} */
function training(variant, steps, more) {
  const args = ['train', variant, '--steps', String(steps), ...small, ...often, ...more];
  const engine = more.includes('tfjs') ? 'tfjs' : 'onnx';
  return { name: `${variant}, ${engine}`, args: (out) => [...args, '--out', out], resume: true };
}

const digits = ['--data', 'squares-images-idx3-ubyte', '--width', '0.03'];
const domains = ['--data-a', 'a', '--data-b', 'b', '--image-size', '8', '--filters', '2'];
const translation = [...domains, '--batch-size', '1'];

/** @type {readonly Work[]} */
export const works = [
  training('mlp', 60, digits),
  training('dcgan', 40, digits),
  training('cgan', 40, digits),
  training('acgan', 40, digits),
  training('cyclegan', 20, [...translation, '--blocks', '1']),
  training('pix2pix', 20, ['--data', 'pairs', '--image-size', '8', '--filters', '2']),
  training('mlp', 30, [...digits, '--engine', 'tfjs']),
  training('dcgan', 15, [...digits, '--engine', 'tfjs']),
  {
    name: 'export',
    args: (out) => ['export', 'labeled', '--out', `${out}/generator.onnx`],
    resume: false,
  },
  {
    name: 'generate',
    args: (out) => ['generate', 'labeled', '--count', '300', '--each', `${out}/images`],
    resume: false,
  },
  {
    name: 'augment',
    args: (out) => [
      ...['augment', 'labeled', '--per-class', '60', '--min-confidence', '0'],
      ...['--near-duplicates', 'off', '--out', `${out}/set`],
    ],
    resume: false,
  },
];

/** Writes the data that the runs read. @param {string} folder */
export async function writeMaterial(folder) {
  const header = (/** @type {number[]} */ ...dims) => {
    const bytes = Buffer.alloc(4 + 4 * dims.length);
    bytes.writeUInt32BE(0x0800 + dims.length);
    dims.forEach((dim, i) => bytes.writeUInt32BE(dim, 4 + 4 * i));
    return bytes;
  };
  /** @param {number} image @param {number} at */
  const value = (image, at) => ((image * 37 + at * 11) % 256 > 127 ? 255 : (image * 5 + at) % 128);
  const area = SIDE * SIDE;
  const pixels = Uint8Array.from({ length: COUNT * area }, (_, i) => value(i >> 6, i % area));
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 4);
  const images = Buffer.concat([header(COUNT, SIDE, SIDE), pixels]);
  writeFileSync(join(folder, 'squares-images-idx3-ubyte'), images);
  writeFileSync(join(folder, 'squares-labels-idx1-ubyte'), Buffer.concat([header(COUNT), labels]));
  for (const [name, width] of /** @type {const} */ ([
    ['a', SIDE],
    ['b', SIDE],
    ['pairs', 2 * SIDE],
  ])) {
    mkdirSync(join(folder, name));
    for (let i = 0; i < 6; i++) {
      const length = width * SIDE * 3;
      const data = Uint8Array.from({ length }, (_, at) => value(i + width, at));
      const png = await encodeImage({ width, height: SIDE, channels: 3, data }, 'png');
      writeFileSync(join(folder, name, `${i}.png`), png);
    }
  }
}

/** Images of 64 × 64 by one product. */
export function widePictures() {
  const graph = parseGraph(`(float[N,4] noise) => (float[N,64,64,1] image) <
    float[4,1] ones = {1, 1, 1, 1}, int64[4] shape = {-1, 64, 64, 1}, int64[2] wide = {1, 4096}
  > {
    sum = MatMul(noise, ones)
    row = Expand(sum, wide)
    flat = Tanh(row)
    image = Reshape(flat, shape)
  }`);
  const file = { irVersion: 9, opsets: { '': 18 }, producerName: 'torture', producerVersion: '' };
  return new OnnxModel({ ...file, graph, metadata: {} }).bytes();
}
