/**
 * `npm run gpu -- pack | run`: takes ganport to a machine with a GPU and no network, and measures there.
 * `pack` makes parts of at most 60 MB; `run` prints one JSON of what it found.
 */
import { parseArgs } from 'node:util';
import { GpuError } from './error.mjs';
import { pack } from './pack.mjs';
import { measureAll, stages } from './run.mjs';

const usage = `usage: npm run gpu -- pack [--out <folder>] [--without-cuda]
       npm run gpu -- run [--only a,b] [--out <file.json>] [--python <path>]
  pack  writes parts of at most 60 MB and unpack.py into a new folder (default: gpu-parts): Node, the built
        packages, tests and benches, ONNX Runtime with its CUDA and WebGPU providers.
        --without-cuda leaves out the CUDA provider, which comes from PyPI
  run   runs ${Object.keys(stages).join(', ')}
        and prints one JSON. What fails is named there. CUDA's libraries and PyTorch are those of --python
        (default: python3)
On the other machine: python3 gpu-parts/unpack.py ganport && cd ganport && bin/node scripts/gpu/index.mjs run`;

/** @param {string} message @returns {never} */
function badUsage(message) {
  console.error(`gpu: ${message}\n${usage}`);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        'without-cuda': { type: 'boolean', default: false },
        only: { type: 'string' },
        python: { type: 'string', default: 'python3' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return badUsage(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = readArguments();
const [command, ...rest] = positionals;
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (rest.length > 0) badUsage(`'${rest.join(' ')}' is not expected`);
try {
  if (command === 'pack') {
    await pack(values.out ?? 'gpu-parts', { cuda: !values['without-cuda'] });
  } else if (command === 'run') {
    const only = values.only?.split(',') ?? Object.keys(stages);
    const unknown = only.find((name) => !(name in stages));
    if (unknown !== undefined)
      badUsage(`'${unknown}' is none of ${Object.keys(stages).join(', ')}`);
    await measureAll(only, { python: values.python, out: values.out });
  } else {
    badUsage(command === undefined ? 'pack or run?' : `'${command}' is neither pack nor run`);
  }
} catch (error) {
  if (!(error instanceof GpuError)) throw error;
  console.error(`gpu: ${error.message}`);
  process.exitCode = 1;
}
