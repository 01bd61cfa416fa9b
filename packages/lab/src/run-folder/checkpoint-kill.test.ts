/**
 * A process that writes checkpoints one after another is killed with SIGKILL at some moment, again
 * and again: the newest checkpoint it had reported, or a later one, must always be readable.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { readCheckpoint } from './checkpoint-files.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';

const root = temporaryFolder();

const KILLS = 12;
const FLOATS = 1_000_000;

/** Writes step after step from the argument on, each tensor full of its step, and reports each. */
const writer = `
import { writeCheckpoint } from ${JSON.stringify(join(import.meta.dirname, 'checkpoint-files.ts'))};
const [folder, first] = process.argv.slice(2);
const dataOrder = { dataset: 'd', size: 1, batchSize: 1 };
for (let step = Number(first); ; step++) {
  const header = { step, seed: 1, configHash: '', randomness: '', dataOrder, versions: {} };
  const data = new Float32Array(${FLOATS}).fill(step);
  await writeCheckpoint(folder, { header, tensors: { w: { dtype: 'float32', dims: [${FLOATS}], data } } });
  console.log(step);
}`;

beforeAll(async () => {
  writeFileSync(join(root, 'writer.ts'), writer);
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: true },
    build: { ssr: join(root, 'writer.ts'), outDir: join(root, 'out'), minify: false },
  });
});

/**
 * Lets the writer go on from a step, kills it some time after its first report; its last report.
 */
async function writeUntilKilled(folder: string, first: number, after: number): Promise<number> {
  const script = readdirSync(join(root, 'out')).find((name) => name.startsWith('writer.')) ?? '';
  const child = spawn(process.execPath, [join(root, 'out', script), folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const reported: number[] = [];
  const lines = createInterface(child.stdout).on('line', (line) => reported.push(Number(line)));
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  await once(lines, 'line');
  await sleep(after);
  child.kill('SIGKILL');
  const [[, signal]] = await ended;
  expect(signal).toBe('SIGKILL'); // It did not end of itself.
  return Math.max(...reported);
}

test('whenever a writer is killed, a whole checkpoint is there', async () => {
  const folder = join(root, 'checkpoint');
  let next = 1;
  for (let kill = 0; kill < KILLS; kill++) {
    const reported = await writeUntilKilled(folder, next, kill * 7);
    const read = await readCheckpoint(folder);
    expect(read?.damaged).toEqual([]);
    const step = read?.header.step ?? NaN;
    expect(step).toBeGreaterThanOrEqual(reported);
    expect(read?.tensors['w']?.data.every((value) => value === step)).toBe(true);
    next = step + 1;
  }
  const whole = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  expect(whole.length).toBeLessThanOrEqual(3); // Two, and one that was about to be removed.
});
