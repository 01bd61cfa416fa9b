/** Makes the parts: an xz archive of everything, cut, with their hashes, and a program that joins them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PeersError, run } from '../peers/command.mjs';
import { contents, root } from './contents.mjs';
import { GpuError } from './error.mjs';

const PART_BYTES = 60_000_000;

/**
 * @param {string} out a new folder
 * @param {{ cuda: boolean }} options
 */
export async function pack(out, { cuda }) {
  if (existsSync(out)) throw new GpuError(`${out} is there already: remove it, or name another`);
  const stage = mkdtempSync(join(tmpdir(), 'ganport-gpu-'));
  try {
    const files = contents();
    console.error(`${files.length} files`);
    mkdirSync(join(stage, 'bin'), { recursive: true });
    copyFileSync(process.execPath, join(stage, 'bin', 'node'));
    if (cuda) await addCudaProvider(stage);
    const list = join(stage, 'files.txt');
    writeFileSync(list, files.join('\0'));
    mkdirSync(out);
    const added = ['bin', ...(cuda ? ['node_modules'] : [])];
    const args = ['--create', '--null', '-C', root, '--files-from', list, '-C', stage, ...added];
    const parts = await cut(spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] }), out);
    writeFileSync(join(out, 'parts.json'), `${JSON.stringify(parts, undefined, 2)}\n`);
    copyFileSync(join(import.meta.dirname, 'unpack.py'), join(out, 'unpack.py'));
    for (const { name, bytes } of parts) console.log(`${join(out, name)}  ${bytes} bytes`);
  } catch (error) {
    rmSync(out, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The provider's libraries of onnxruntime-gpu's wheel, which `ganport setup cuda` takes too. @param {string} stage */
async function addCudaProvider(stage) {
  const { bindingLocation } = await import('@ganport/runtime/internal/node');
  const locked = join(root, 'packages', 'cli', 'assets', 'cuda.txt');
  const lines = readFileSync(locked, 'utf8').split('\n');
  const requirement = lines.find((line) => line.startsWith('onnxruntime-gpu=='));
  if (requirement === undefined) throw new GpuError(`${locked} names no onnxruntime-gpu`);
  const wheel = join(stage, 'wheel');
  const requirements = join(stage, 'requirements.txt');
  writeFileSync(requirements, `${requirement}\n`);
  try {
    run(
      'python3',
      [
        ...['-m', 'pip', 'install', '--quiet', '--no-deps', '--require-hashes'],
        ...[
          '--only-binary',
          ':all:',
          '--python-version',
          '3.11',
          '--platform',
          'manylinux_2_28_x86_64',
        ],
        ...['--target', wheel, '--requirement', requirements],
      ],
      { remedy: 'onnxruntime-gpu could not be fetched; --without-cuda packs without it' },
    );
  } catch (error) {
    throw error instanceof PeersError ? new GpuError(error.message) : error;
  }
  const from = join(wheel, 'onnxruntime', 'capi');
  // Beside onnxruntime-node's binding, where it looks for providers.
  const to = join(stage, relative(root, bindingLocation().folder));
  mkdirSync(to, { recursive: true });
  const libraries = readdirSync(from).filter((name) =>
    /^libonnxruntime_providers_(shared|cuda)\.so$/.test(name),
  );
  if (libraries.length !== 2) throw new GpuError(`${requirement}: no CUDA provider in the wheel`);
  for (const name of libraries) copyFileSync(join(from, name), join(to, name));
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} tar
 * @param {string} out
 */
async function cut(tar, out) {
  const xz = spawn('xz', ['--threads=0', '-0', '--stdout'], { stdio: ['pipe', 'pipe', 'inherit'] });
  tar.stdout.pipe(xz.stdin);
  const ends = [ended(tar, 'tar'), ended(xz, 'xz')];
  /** @type {{ name: string, bytes: number, sha256: string }[]} */
  const parts = [];
  /** @type {Buffer[]} */
  let waiting = [];
  let size = 0;
  const write = (/** @type {Buffer} */ bytes) => {
    const name = `part-${String(parts.length).padStart(2, '0')}`;
    writeFileSync(join(out, name), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    parts.push({ name, bytes: bytes.length, sha256 });
    console.error(`${name} is written`);
  };
  for await (const chunk of xz.stdout) {
    waiting.push(/** @type {Buffer} */ (chunk));
    size += chunk.length;
    if (size < PART_BYTES) continue;
    const all = Buffer.concat(waiting);
    write(all.subarray(0, PART_BYTES));
    waiting = [all.subarray(PART_BYTES)];
    size = all.length - PART_BYTES;
  }
  await Promise.all(ends);
  if (size > 0) write(Buffer.concat(waiting));
  return parts;
}

/** @param {import('node:child_process').ChildProcess} child @param {string} name */
function ended(child, name) {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new GpuError(`${name}: ${error.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve(undefined) : reject(new GpuError(`${name} failed (${code})`)),
    );
  });
}
