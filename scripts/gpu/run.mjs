/** Measures ganport on every provider of this machine, one stage after the other, and prints one JSON. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { root } from './contents.mjs';

/** @typedef {{ args: string[], limit: number, read: (output: string) => unknown }} Stage */

/** The last line of an output as JSON. @param {string} output */
const lastLine = (output) => JSON.parse(output.trim().split('\n').at(-1) ?? '');

/** @param {string} output */
function counted(output) {
  const [, passed, failed, skipped] =
    /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** @param {string[]} args @returns {Stage} */
const command = (...args) => ({
  args: ['packages/cli/bin/ganport.js', ...args, '--json'],
  limit: 120,
  read: (output) => JSON.parse(output),
});

/** @param {'cuda' | 'webgpu'} provider @returns {Stage} */
const suite = (provider) => ({
  args: ['test/dist/tfjs-suite/index.js', '--provider', `node-${provider}`],
  limit: 300,
  read: counted,
});

/** @param {string} name @param {'cuda' | 'webgpu'} provider @param {string} own the name of ganport's contestant @param {string[]} more @returns {Stage} */
const bench = (name, provider, own, more = []) => ({
  args: [
    ...['bench/index.mjs', name, '--provider', provider, '--only', `${own},pytorch`],
    ...['--rounds', '3', '--json', ...more],
  ],
  limit: 180,
  read: lastLine,
});

/** What is measured, in this order. @type {Record<string, Stage>} */
export const stages = {
  doctor: command('doctor'),
  parity: { ...command('parity', '--variants'), limit: 300 },
  'step-cuda': bench('training-step', 'cuda', 'ganport', ['--cases', 'dcgan']),
  'step-webgpu': bench('training-step', 'webgpu', 'ganport', ['--cases', 'dcgan']),
  'generate-cuda': bench('generate', 'cuda', 'onnxruntime'),
  'generate-webgpu': bench('generate', 'webgpu', 'onnxruntime'),
  'cyclegan-step-cuda': bench('cyclegan-step', 'cuda', 'ganport'),
  'cyclegan-step-webgpu': bench('cyclegan-step', 'webgpu', 'ganport'),
  'cyclegan-generate-cuda': bench('cyclegan-generate', 'cuda', 'onnxruntime'),
  'cyclegan-generate-webgpu': bench('cyclegan-generate', 'webgpu', 'onnxruntime'),
  'suite-cuda': suite('cuda'),
  'suite-webgpu': suite('webgpu'),
};

/**
 * @param {string[]} names
 * @param {{ python: string, out: string | undefined }} options
 */
export async function measureAll(names, { python, out }) {
  const { cudaLibraryPath } = await import('@ganport/parity/internal');
  const env = {
    ...process.env,
    GANPORT_PYTHON: python,
    LD_LIBRARY_PATH: cudaLibraryPath(packagesOf(python)),
  };
  const machine = machineFacts();
  /** @type {Record<string, unknown>} */
  const results = {};
  for (const name of names) {
    const stage = stages[name];
    if (!stage) continue;
    console.error(`${name} …`);
    const began = performance.now();
    const outcome = await runStage(stage, env);
    const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
    results[name] = { seconds, ...outcome };
    console.error(`${name}: ${'error' in outcome ? outcome.error : 'done'} (${seconds} s)`);
    if (out !== undefined) writeFileSync(out, JSON.stringify({ machine, results }));
  }
  console.log(JSON.stringify({ machine, results }));
}

function machineFacts() {
  const gpu = spawnSync(
    'nvidia-smi',
    ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'],
    { encoding: 'utf8' },
  );
  return {
    node: process.version,
    processor: cpus()[0]?.model,
    cores: availableParallelism(),
    gpu: gpu.status === 0 ? gpu.stdout.trim() : 'none that nvidia-smi names',
  };
}

/** The folder of a Python's packages, with which PyTorch brings CUDA's libraries. @param {string} python */
function packagesOf(python) {
  const code = 'import sysconfig; print(sysconfig.get_paths()["purelib"])';
  const { stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}

/**
 * @param {Stage} stage
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ result: unknown } | { error: string }>}
 */
async function runStage({ args, limit, read }, env) {
  // A group of its own: a bench's contestants end with it.
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-4000)));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  }, limit * 1000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (late) return { error: `not done within ${limit} s: ${lastWords(errors)}` };
  try {
    return { result: read(output) };
  } catch {
    return { error: `exit ${code}: ${lastWords(errors === '' ? output : errors)}` };
  }
}

/** The last line that names an error, or the last lines. @param {string} text */
function lastWords(text) {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /^\w*Error: /.test(line)) ?? lines.slice(-3).join(' | ');
}
