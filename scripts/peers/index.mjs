/**
 * `npm run peers`: sets up what ganport is compared with, in .peers/, from PyPI and npm alone.
 * May be run again at any time: what is there is kept.
 */
import { parseArgs } from 'node:util';
import { PeersError } from './command.mjs';
import { installPython, pythonParts } from './python.mjs';
import { installTf2onnx } from './tf2onnx.mjs';

const tfjsNode = 'tfjs-node';
const pythonNames = /** @type {(keyof typeof pythonParts)[]} */ (Object.keys(pythonParts));
const tf2onnx = 'tf2onnx';
const known = [...pythonNames, tfjsNode, tf2onnx];

const usage = `usage: npm run peers -- [--only a,b] [--python <path>]
  --only    install only these: ${known.join(', ')}
  --python  the Python to make the environment with (default: python3, or the newest that fits)
  example: npm run peers -- --only onnx`;

/** @returns {{ only: string[], python: string | undefined }} */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, python: { type: 'string' }, help: { type: 'boolean' } },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const only = values.only?.split(',') ?? known;
    const unknown = only.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new PeersError(`there is no peer named '${unknown}'`);
    return { only, python: values.python };
  } catch (error) {
    console.error(`peers: ${error instanceof Error ? error.message : String(error)}\n${usage}`);
    process.exit(2);
  }
}

const { only, python } = readArguments();
try {
  const wantsTfjsNode = only.includes(tfjsNode);
  // tfjs-node's binding is compiled against the TensorFlow of the environment.
  const names = pythonNames.filter(
    (name) => only.includes(name) || (wantsTfjsNode && name === 'tensorflow'),
  );
  if (names.length > 0) installPython(names, python);
  if (wantsTfjsNode) {
    // Loaded late: it needs the workspace's own packages, built.
    const { installTfjsNode } = await import('./tfjs-node.mjs');
    await installTfjsNode();
  }
  if (only.includes(tf2onnx)) installTf2onnx(python);
} catch (error) {
  if (!(error instanceof PeersError)) throw error;
  console.error(`peers: ${error.message}`);
  process.exitCode = 1;
}
