/**
 * Is an exported file as small and as fast as that of the other converter of tfjs models? Each published
 * GraphModel becomes a file of ganport, which compares it with tfjs, and one of tf2onnx with onnxslim. The
 * outputs of both are compared, and both run in turn on the same inputs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../../scripts/peers/command.mjs';
import { tf2onnxPython } from '../../scripts/peers/places.mjs';
import { modelFolder, models } from '../../scripts/published-models.mjs';
import { ownContestant } from '../harness/peers.mjs';
import { runRounds } from '../harness/rounds.mjs';
import { convert } from './convert.mjs';
import { differenceOf } from './difference.mjs';
import { asJson, printComparison } from './table.mjs';

const session = join(import.meta.dirname, 'session.mjs');
/** Of one file in a turn. */
const repeats = 10;

/** The GraphModels among the published models that are there: paths by name. @returns {Record<string, string>} */
function graphModels() {
  const found = models.flatMap(({ name, file }) => {
    const path = join(modelFolder, 'node_modules', file);
    return isGraphModel(path) ? [[name, path]] : [];
  });
  return Object.fromEntries(found);
}

/** @param {string} path */
function isGraphModel(path) {
  try {
    return 'node' in JSON.parse(readFileSync(path, 'utf8')).modelTopology;
  } catch {
    return false;
  }
}

/**
 * @param {object} options
 * @param {string[] | undefined} options.cases names of models; all when not given
 * @param {string[] | undefined} options.only contestants that are timed; ganport and tf2onnx when not given
 * @param {number} options.rounds
 * @param {number} options.threads
 * @param {boolean} options.json
 * @param {string | undefined} options.keep a folder where the files stay; they are deleted when not given
 */
export async function measureTf2onnx({ cases, only, rounds, threads, json, keep }) {
  if (ask(tf2onnxPython, ['-c', 'import tf2onnx']) === undefined) {
    throw new Error('tf2onnx is not in .peers: npm run peers -- --only tf2onnx');
  }
  const paths = graphModels();
  const strange = cases?.find((name) => !(name in paths));
  if (strange !== undefined) {
    throw new Error(`'${strange}' is no graph model of .peers/models: npm run test:models`);
  }
  const log = (/** @type {string} */ line) => console.error(line);
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'ganport-tf2onnx-'));
  try {
    const rows = [];
    for (const name of cases ?? Object.keys(paths)) {
      log(`${name} is converted`);
      const row = await convert(name, paths[name] ?? '', folder);
      rows.push({ ...row, difference: await differenceOf(row) });
    }
    const both = rows.filter(({ difference }) => difference !== undefined);
    const list = join(folder, 'cases.json');
    writeFileSync(list, JSON.stringify(both));
    const contestant = (/** @type {string} */ who) => ownContestant(who, session, [who, list]);
    const { figures } = await runRounds(
      {
        question: 'seconds of one run in ONNX Runtime',
        subject: 'ganport',
        contestants: (only ?? ['ganport', 'tf2onnx']).map(contestant),
        cases: Object.fromEntries(both.map(({ name }) => [name, repeats])),
      },
      { rounds, threads, provider: 'cpu', only: undefined, log },
    );
    printComparison(rows, figures, threads);
    if (json) console.log(asJson(rows, figures));
  } finally {
    if (keep === undefined) rmSync(folder, { recursive: true });
  }
}
