/** Temporary files: who removes which, and when. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { isTemporaryName, openTemporary, removeStaleTemporaries } from './temporary.ts';

const root = mkdtempSync(join(tmpdir(), 'ganport-temporary-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
});

/** A name with other parts: [place, process, start, number]. */
async function nameOf(change: (parts: string[]) => string[]): Promise<string> {
  const { path, forget } = await openTemporary(folder);
  forget();
  const [, place = '', pid = '', started = '', random = ''] =
    /\.ganport-(\w+)-(\d+)-(\d*)-(.+)\.tmp$/.exec(path) ?? [];
  return `.ganport-${change([place, pid, started, random]).join('-')}.tmp`;
}

const ended = (parts: string[]) => parts.with(1, '999999999');

test('those of ended processes are removed, and nothing else', async () => {
  const own = await openTemporary(folder);
  writeFileSync(own.path, '');
  const stale = await nameOf(ended);
  writeFileSync(join(folder, stale), 'half');
  const staleFolder = await nameOf((parts) => ended(parts).with(2, ''));
  mkdirSync(join(folder, staleFolder));
  writeFileSync(join(folder, staleFolder, 'a.png'), 'half');
  const kept = [
    await nameOf((parts) => ended(parts).with(0, '0123456789abcdef')), // Of another host.
    '.a.png.123.tmp',
    'a.tmp',
    '.ganport-mine.tmp',
  ];
  for (const name of kept) writeFileSync(join(folder, name), '');
  await removeStaleTemporaries(folder);
  const names = readdirSync(folder).map((name) => join(folder, name));
  expect(names.toSorted()).toEqual(
    [own.path, ...kept.map((name) => join(folder, name))].toSorted(),
  );
  await own.remove();
});

test.skipIf(process.platform !== 'linux')(
  'a process number that is used again is no owner',
  async () => {
    const name = await nameOf((parts) => parts.with(2, '1'));
    expect(isTemporaryName(name)).toBe(true);
    writeFileSync(join(folder, name), '');
    await removeStaleTemporaries(folder);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('the first temporary of a process in a folder is preceded by a removal', async () => {
  const other = mkdtempSync(join(root, 'other-'));
  writeFileSync(join(other, await nameOf(ended)), '');
  const { path, remove } = await openTemporary(other);
  writeFileSync(path, '');
  expect(readdirSync(other).map((name) => join(other, name))).toEqual([path]);
  await remove();
  expect(readdirSync(other)).toEqual([]);
});

/** Opens a temporary file and ends in some way. */
const script = `
import { writeFileSync } from 'node:fs';
const { openTemporary } = await import(process.argv[1]);
const { path } = await openTemporary(process.argv[2]);
writeFileSync(path, '');
console.log('open');
if (process.argv[3] === 'exit') process.exit(0);
setInterval(() => undefined, 1000);
`;

test.each(['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s removes its own', async (end) => {
  const module = join(import.meta.dirname, '../../dist/files/temporary.js');
  const args = ['--input-type=module', '-e', script, module, folder, end];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  if (end !== 'exit') child.kill(end);
  expect(await exited).toEqual(end === 'exit' ? [0, null] : [null, end]);
  expect(readdirSync(folder)).toEqual([]);
});
