/** A published model as a file of ganport and as one of tf2onnx with onnxslim, each by its own program. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readModel, OnnxModel } from '@ganport/graph';
import { tf2onnxPython } from '../../scripts/peers/places.mjs';

/**
 * @typedef {{ nodes: number, ofWeights: number, conv: number, transposes: number, bytes: number, seconds: number }} File
 * ofWeights: the nodes that only decode constants, which ONNX Runtime computes when it opens a file
 */
/**
 * @typedef {object} Converted
 * @property {string} name of the model
 * @property {string} folder of its files
 * @property {Record<string, number>} sizes at which ganport compared its file with tfjs, by open dimension
 * @property {Record<string, File>} files by converter
 * @property {Record<string, string>} refused by converter, why there is no file
 */

const program = join(import.meta.dirname, '../../packages/cli/bin/ganport.js');
const script = join(import.meta.dirname, 'convert.py');
const limitSeconds = 300;
/** The newest that tf2onnx writes, and the one that ganport writes by default. */
const opset = 18;

/** @type {Record<string, (model: string, out: string) => string[]>} */
const converters = {
  ganport: (model, out) => [
    ...[process.execPath, program, 'export', model, '--out', out],
    ...['--opset', String(opset), '--json'],
  ],
  tf2onnx: (model, out) => [tf2onnxPython, script, model, out, String(opset)],
};

/**
 * @param {string} name
 * @param {string} model the path of model.json
 * @param {string} parent where the folder of its files is made
 * @returns {Promise<Converted>}
 */
export async function convert(name, model, parent) {
  const folder = join(parent, name.replaceAll(/[^\w.-]+/g, '-'));
  mkdirSync(folder, { recursive: true });
  /** @type {Converted} */
  const converted = { name, folder, sizes: {}, files: {}, refused: {} };
  for (const [who, command] of Object.entries(converters)) {
    const out = join(folder, `${who}.onnx`);
    const [executable = '', ...args] = command(model, out);
    const start = performance.now();
    try {
      const { stdout } = await promisify(execFile)(executable, args, {
        maxBuffer: 2 ** 26,
        timeout: limitSeconds * 1000,
        env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
      });
      converted.files[who] = { ...sizeOf(out), seconds: (performance.now() - start) / 1000 };
      if (who === 'ganport') converted.sizes = openSizes(out, JSON.parse(stdout));
    } catch (error) {
      converted.refused[who] = lastLine(error);
    }
  }
  return converted;
}

/** @param {string} path */
function sizeOf(path) {
  const model = readModel(readFileSync(path));
  const { operators } = new OnnxModel(model).describe();
  return {
    nodes: Object.values(operators).reduce((sum, count) => sum + count, 0),
    ofWeights: nodesOfWeights(model.graph),
    conv: operators['Conv'] ?? 0,
    transposes: operators['Transpose'] ?? 0,
    bytes: statSync(path).size,
  };
}

/** How many nodes depend on constants alone. @param {import('@ganport/graph').Graph} graph */
function nodesOfWeights({ initializers, nodes }) {
  const known = new Set(['', ...initializers.keys()]);
  const decoding = nodes.filter(({ inputs, outputs, attributes }) => {
    const isKnown = Object.keys(attributes).length === 0 && inputs.every((name) => known.has(name));
    if (isKnown) for (const name of outputs) known.add(name);
    return isKnown;
  });
  return decoding.length;
}

/**
 * The first of the sizes that the export compared.
 * @param {string} path
 * @param {{ verification: { runs: { shapes: Record<string, number[]> }[] } }} summary
 */
function openSizes(path, { verification }) {
  const shapes = verification.runs[0]?.shapes ?? {};
  const { inputs } = readModel(readFileSync(path)).graph;
  return Object.fromEntries(
    inputs.flatMap(({ name, shape }) =>
      shape.flatMap((size, axis) =>
        typeof size === 'string' ? [[size, shapes[name]?.[axis] ?? 1]] : [],
      ),
    ),
  );
}

/** @param {unknown} error of a program */
function lastLine(error) {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (stderr.trim() || String(error)).split('\n').at(-1)?.slice(0, 200) ?? '';
}
