/** `ganport doctor` and `ganport setup`: what they report of this machine. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganport, temporaryFolder } from './support/ganport.ts';

const folder = temporaryFolder();
/** Chromium's rows have tests of their own in @ganport/runtime; here they would only take time. */
const environment = { CHROMIUM_PATH: '/nowhere/chromium' };

interface Row {
  readonly runtime: string;
  readonly provider: string;
  readonly works: boolean;
  readonly detail: string;
  readonly remedy?: string;
}

test('doctor has a row for every runtime: it works, or why not and what to do', async () => {
  const { code, stdout, stderr } = await ganport(folder, ['doctor', '--json'], environment);
  expect([code, stderr]).toEqual([0, '']);
  const { rows } = JSON.parse(stdout) as { rows: Row[] };
  expect(rows.map(({ runtime, provider }) => `${runtime} ${provider}`)).toEqual([
    'node cpu',
    'node cuda',
    'node webgpu',
    'chromium wasm',
    'chromium webgpu',
    'python cpu',
    'tfjs cpu',
    'tfjs node',
    'tfjs node-gpu',
  ]);
  expect(rows.find(({ provider }) => provider === 'cpu')?.works).toBe(true);
  for (const { works, detail, remedy } of rows) {
    expect(detail).not.toBe('');
    expect(remedy === undefined).toBe(works);
  }
  expect(rows[3]?.detail).toContain('CHROMIUM_PATH: /nowhere/chromium does not exist');
});

test('doctor prints a table', async () => {
  const { code, stdout, stderr } = await ganport(folder, ['doctor'], environment);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^node +cpu +works +onnxruntime-node \d/m);
  expect(stdout).toMatch(/^ +→ install Chromium/m);
});

test.each([
  ['tfjs-node', [], '@tensorflow/tfjs-node'],
  ['tfjs-node', ['--gpu'], '@tensorflow/tfjs-node-gpu'],
])('setup %s %s without the package prints how to install it', async (name, more, wanted) => {
  const { code, stdout, stderr } = await ganport(folder, ['setup', name, ...more]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^ganport: .*\n$/);
  expect(stderr).toContain(`npm install --ignore-scripts ${wanted}@4.22.0\n`);
});

test("the demo does not touch a folder that is no run's, whatever its files are called", async () => {
  const place = join(folder, 'somebody');
  const foreign = join(place, 'demo-run');
  mkdirSync(foreign, { recursive: true });
  writeFileSync(join(foreign, 'config.json'), '{ "compilerOptions": {} }');
  writeFileSync(join(foreign, 'thesis.tex'), 'months of work');
  const { code, stderr } = await ganport(place, ['demo']);
  expect([code, stderr]).toEqual([2, 'ganport: demo-run: exists and is no run; move it away\n']);
  expect(readdirSync(foreign).toSorted()).toEqual(['config.json', 'thesis.tex']);
});
