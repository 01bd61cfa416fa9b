/** The comparison as tables and as data. */
import { cpus } from 'node:os';
import { columns } from '../harness/report.mjs';

/** @typedef {import('./convert.mjs').Converted & { difference: number | undefined }} Row */
/** @typedef {Record<string, import('../harness/rounds.mjs').Figures>} ByModel */

/** @param {number | undefined} ours @param {number | undefined} theirs */
const ratio = (ours = NaN, theirs = NaN) => (ours / theirs).toFixed(2);
/** @param {number | undefined} seconds */
const ms = (seconds = NaN) => (seconds * 1000).toFixed(2);

/** @param {readonly Row[]} rows @param {ByModel} figures @param {number} threads */
export function printComparison(rows, figures, threads) {
  console.log(
    `files of ganport ÷ those of tf2onnx and onnxslim; ${threads} threads of ${cpus()[0]?.model.trim()}`,
  );
  const both = rows.filter(({ difference }) => difference !== undefined);
  if (both.length > 0) console.log(columns(both.map((row) => cells(row, figures[row.name]))));
  for (const { name, refused } of rows) {
    for (const [who, why] of Object.entries(refused))
      console.log(`no file of ${who}: ${name} (${why})`);
  }
}

/**
 * @param {Row} row
 * @param {import('../harness/rounds.mjs').Figures | undefined} figure
 * @returns {Record<string, string>}
 */
function cells({ name, files, difference = NaN }, figure) {
  const { ganport, tf2onnx } = files;
  const pair = (/** @type {keyof import('./convert.mjs').File} */ key, digits = 0) =>
    `${ganport?.[key].toFixed(digits)} / ${tf2onnx?.[key].toFixed(digits)}`;
  return {
    model: name,
    nodes: pair('nodes'),
    '÷': ratio(ganport?.nodes, tf2onnx?.nodes),
    'of weights': pair('ofWeights'),
    Conv: pair('conv'),
    Transpose: pair('transposes'),
    kB: `${((ganport?.bytes ?? 0) / 1e3).toFixed(0)} / ${((tf2onnx?.bytes ?? 0) / 1e3).toFixed(0)}`,
    'median ms': `${ms(figure?.median['ganport'])} / ${ms(figure?.median['tf2onnx'])}`,
    '÷ ': ratio(figure?.median['ganport'], figure?.median['tf2onnx']),
    'processor ms': `${ms(figure?.cpu['ganport'])} / ${ms(figure?.cpu['tf2onnx'])}`,
    '÷  ': ratio(figure?.cpu['ganport'], figure?.cpu['tf2onnx']),
    'seconds to convert': pair('seconds', 1),
    difference: difference.toExponential(1),
  };
}

/** @param {readonly Row[]} rows @param {ByModel} figures */
export function asJson(rows, figures) {
  const data = rows.map(({ name, files, refused, difference }) => [
    name,
    { files, refused, difference, ...figures[name] },
  ]);
  return JSON.stringify(Object.fromEntries(data));
}
