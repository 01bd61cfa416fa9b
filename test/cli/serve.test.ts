/** `ganport serve` as a program: its address, its log, its end, and what is bad usage. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { temporaryFolder, writeModel } from '../serve/support/models.ts';
import { program } from './support/ganport.ts';
import { ganportHere } from './support/here.ts';

const folder = temporaryFolder();

test('prints its address, logs lines of JSON, and ends when it is told to', async () => {
  const path = await writeModel(folder, 'generator');
  const key = 'a-key-of-sixteen-letters';
  writeFileSync(join(folder, 'keys.txt'), `${key}\nanother-key-of-the-file\n`);
  const args = ['serve', `digits=${path}`, '--port', '0', '--provider', 'cpu'];
  const child = spawn(process.execPath, [program, ...args, '--api-keys', 'keys.txt'], {
    cwd: folder,
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const told = await fetch(`${url}/v2/models`, { headers: { authorization: `Bearer ${key}` } });
  expect(await told.json()).toEqual({ models: ['digits'] });
  expect((await fetch(`${url}/v2/models`)).status).toBe(401);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(143);
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.map(({ msg, status }) => msg ?? status)).toEqual([
    ...['model opened', 'ready', 200, 401, 'stopping', 'stopped'],
  ]);
  expect(log).not.toContain(key);
});

test.each([
  ['no model', [], "missing required argument 'models'"],
  ['a name that is none', ['a b=x.onnx'], "'a b' is no name of a model"],
  ['two of one name', ['a/x.onnx', 'b/x.onnx'], 'are both called x'],
  ['a port that is none', ['x.onnx', '--port', '65536'], 'must be a whole number from 0 to 65535'],
  ['a size that is none', ['x.onnx', '--max-body', '3'], 'must be a size of at least 1K'],
  ['a short key', ['x.onnx', '--api-keys', 'short.txt'], 'short.txt: key 2 must have at least 16'],
  ['a file without keys', ['x.onnx', '--api-keys', 'none.txt'], 'none.txt: has no key'],
])('%s: exit code 2', async (_, args, reason) => {
  writeFileSync(join(folder, 'short.txt'), 'a-key-of-sixteen-letters\nsecret\n');
  writeFileSync(join(folder, 'none.txt'), '\n');
  const { code, stdout, stderr } = await ganportHere(folder, ['serve', ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(reason);
  expect(stderr).not.toContain('secret');
});

test('a file that is not there: exit code 1', async () => {
  const { code, stderr } = await ganportHere(folder, [
    'serve',
    'missing.onnx',
    '--log-level',
    'silent',
  ]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^ganport: missing\.onnx: [^\n]+\n$/)]);
});
