/**
 * onnx's own full checker with strict shape inference, and PyPI's onnxruntime: the independent judges
 * of every file that is written. They run in one Python process a test file. Python is the one named
 * by GANPORT_PYTHON, or that of `npm run peers -- --only onnx,onnxruntime`.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const venvPython = join(import.meta.dirname, '..', '..', '.peers', 'python', 'bin', 'python');
const python = process.env['GANPORT_PYTHON'] ?? venvPython;

export type Availability = { available: true } | { available: false; reason: string };

let availability: Availability | undefined;

/**
 * Whether the checker is on this machine; for `describe.skipIf(!onnxCheckerAvailable().available)`.
 * @throws Error when it is missing and CI is set: there, a skip would hide a failure
 */
export function onnxCheckerAvailable(): Availability {
  availability ??= look();
  if (!availability.available && process.env['CI']) throw new Error(availability.reason);
  return availability;
}

function look(): Availability {
  const remedy = 'npm run peers -- --only onnx, or set GANPORT_PYTHON to a Python with onnx';
  if (process.env['GANPORT_PYTHON'] === undefined && !existsSync(venvPython)) {
    return { available: false, reason: `onnx's checker is not installed: ${remedy}` };
  }
  const { status, error } = spawnSync(python, ['-c', 'import onnx']);
  if (status === 0) return { available: true };
  const why = error?.message ?? 'it cannot import onnx';
  return {
    available: false,
    reason: `onnx's checker does not run on ${python} (${why}): ${remedy}`,
  };
}

/** The running checker, and those who wait for its next answers, in order. */
interface Checker {
  readonly child: ChildProcessWithoutNullStreams;
  readonly waiting: ((answer: Answer) => void)[];
}
interface Answer {
  readonly ok: boolean;
  readonly message?: string;
}

let checker: Checker | undefined;

function start(): Checker {
  const script = join(import.meta.dirname, 'onnx_checker.py');
  const child = spawn(python, [script], { stdio: 'pipe' });
  const waiting: Checker['waiting'] = [];
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer: Answer = JSON.parse(line);
    waiting.shift()?.(answer);
  });
  const end = (why: string) => {
    checker = undefined;
    for (const answer of waiting.splice(0)) answer({ ok: false, message: `${why}\n${errors}` });
  };
  child.on('error', (error) => end(error.message));
  child.on('close', (code) => end(`the checker's process ended (${code})`));
  // The test run must be able to end while the checker waits for its next file.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
  return { child, waiting };
}

/** Pipes to a child are sockets, which keep Node alive until told not to. */
function unref(stream: object): void {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref();
}

/**
 * Runs onnx's full checker and strict shape inference, and opens the model with PyPI's onnxruntime
 * where that is installed.
 * @param model the bytes of a file, or its path (external data is looked for beside it)
 * @throws Error with the checker's own words when the model is not valid, or it cannot run
 */
export async function checkOnnx(model: Uint8Array | string): Promise<void> {
  const found = onnxCheckerAvailable();
  if (!found.available) throw new Error(found.reason);
  if (typeof model === 'string') return check(resolve(model));
  const folder = await mkdtemp(join(tmpdir(), 'ganport-onnx-'));
  try {
    const path = join(folder, 'model.onnx');
    await writeFile(path, model);
    await check(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function check(path: string): Promise<void> {
  const { child, waiting } = (checker ??= start());
  const answer = await new Promise<Answer>((resolved) => {
    waiting.push(resolved);
    child.stdin.write(`${path}\n`);
  });
  if (!answer.ok) throw new Error(`${path} is not a valid ONNX model: ${answer.message}`);
}
