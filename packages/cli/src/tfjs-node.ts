/**
 * tfjs-node, which ganport does not depend on: it is found where the user has installed it, from
 * the folder that ganport runs in. Loading it makes TensorFlow the backend of the tfjs that is
 * loaded here.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CliError } from './errors.ts';
import { tf } from './tfjs.ts';
import type { Diagnosis } from '@ganport/parity';

/** The faster one first. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;
/** The tested version of both. */
const version = '4.22.0';
export type TfjsNodePackage = (typeof packages)[number];

const here = createRequire(join(process.cwd(), 'package.json'));

/** The folder of the package. @throws CliError 'not-found' with the command that installs it */
export function tfjsNodeFolder(name: TfjsNodePackage): string {
  try {
    return dirname(here.resolve(`${name}/package.json`));
  } catch (cause) {
    const message = `${name} is not installed here: npm install --ignore-scripts ${name}@${version}`;
    throw new CliError('not-found', message, { cause });
  }
}

/**
 * Makes the fastest tfjs backend of this machine the current one.
 *
 * @returns its name: `tensorflow` when tfjs-node is installed, else `cpu`
 */
export async function useFastestTfjs(): Promise<string> {
  const name = packages.find((candidate) => loads(candidate).works);
  if (name) here(name);
  await tf.setBackend(name ? 'tensorflow' : 'cpu');
  return tf.getBackend();
}

/** The rows of doctor; the cpu backend always works. */
export async function diagnoseTfjs(): Promise<Diagnosis[]> {
  const native = packages.map((name): Diagnosis => {
    const { works, detail } = loads(name);
    const flag = name === '@tensorflow/tfjs-node-gpu' ? ' --gpu' : '';
    const remedy = `npm install --ignore-scripts ${name}@${version} && npx ganport setup tfjs-node${flag}`;
    const row = { runtime: 'tfjs', provider: name.replace('@tensorflow/tfjs-', ''), detail };
    return works ? { ...row, works } : { ...row, works, remedy };
  });
  const cpu = { works: true, detail: `@tensorflow/tfjs ${tf.version.tfjs}, in JavaScript` };
  return [{ runtime: 'tfjs', provider: 'cpu', ...cpu }, ...native.toReversed()];
}

/**
 * Loads a package in another process, because an incompatible native module may end the process.
 */
function loads(name: TfjsNodePackage): { works: boolean; detail: string } {
  try {
    here.resolve(name);
  } catch {
    return { works: false, detail: 'it is not installed' };
  }
  const script = `const tf = require(${JSON.stringify(name)}); if (tf.getBackend() !== 'tensorflow') throw new Error('no TensorFlow backend'); tf.add(1, 1).dataSync();`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return { works: true, detail: `${name} ${versionOf(name)}` };
  const reason =
    /^\s*(?:\w*Error): (.*)$/m.exec(stderr)?.[1] ?? 'it ends the process that loads it';
  return { works: false, detail: reason };
}

function versionOf(name: TfjsNodePackage): string {
  return (here(`${name}/package.json`) as { version: string }).version;
}
