/** The lock of a folder, taken by processes that compete and by those that follow killed ones. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './lock.ts';
import { temporaryFolder } from './temporary-folder.test.support.ts';

const root = temporaryFolder();

let folder = '';
let lockFile = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
  lockFile = join(folder, '.ganport-lock');
});

/** Takes the lock, prints 'taken' and stays, or prints the code of the error and ends. */
const taker = `
import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
const folder = process.argv[2];
try {
  await lockFolder(folder);
  console.log('taken');
  setInterval(() => undefined, 1000);
} catch (error) {
  console.log(error.code);
}`;

beforeAll(async () => {
  writeFileSync(join(root, 'taker.ts'), taker);
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: true },
    build: { ssr: join(root, 'taker.ts'), outDir: join(root, 'out'), minify: false },
  });
});

/** A process that takes the lock, and what it prints first. */
async function startTaker(): Promise<{ child: ChildProcess; printed: string }> {
  const script = readdirSync(join(root, 'out')).find((name) => name.startsWith('taker.')) ?? '';
  const child = spawn(process.execPath, [join(root, 'out', script), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, printed: chunk.toString().trim() };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  if (child.exitCode === null) child.kill(signal);
  await exited;
}

test('a lock names its process, and goes when it is released', async () => {
  const lock = await lockFolder(folder);
  expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(folder)).toEqual(['.ganport-lock']);
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'in-use',
    message: expect.stringMatching(/: in use by process \d+ since .*; wait until it ends, or/),
  });
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of many calls at once, one takes it', async () => {
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => lockFolder(folder)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s removes it', async (signal) => {
  const { child, printed } = await startTaker();
  expect(printed).toBe('taken');
  await end(child, signal);
  expect(child.signalCode).toBe(signal);
  expect(readdirSync(folder)).toEqual([]);
});

test('after SIGKILL, one of many processes takes it over, time and again', async () => {
  let { child: holder } = await startTaker();
  for (let round = 0; round < 3; round++) {
    await end(holder, 'SIGKILL');
    expect(existsSync(lockFile)).toBe(true);
    const takers = await Promise.all(Array.from({ length: 12 }, startTaker));
    const winners = takers.filter(({ printed }) => printed === 'taken');
    expect(winners).toHaveLength(1);
    expect(takers.filter(({ printed }) => printed === 'in-use')).toHaveLength(11);
    expect(readdirSync(folder)).toEqual(['.ganport-lock']);
    holder = winners[0]?.child ?? holder;
    expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ pid: holder.pid });
  }
  await end(holder, 'SIGTERM');
});

const holder = async (changes: object) => {
  const lock = await lockFolder(folder);
  const own = JSON.parse(readFileSync(lockFile, 'utf8')) as object;
  await lock.release();
  return JSON.stringify({ ...own, ...changes });
};

test.skipIf(process.platform !== 'linux')(
  'a process number that is used again is no owner',
  async () => {
    writeFileSync(lockFile, await holder({ started: '1' }));
    await lockFolder(folder);
    expect(JSON.parse(readFileSync(lockFile, 'utf8'))).toMatchObject({ pid: process.pid });
  },
);

test.each([{ host: 'elsewhere' }, { space: 'pid:[1]' }])(
  'a lock of another host or container stays: %j',
  async (changes) => {
    writeFileSync(lockFile, await holder({ ...changes, pid: 999_999_999 }));
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'in-use',
      message: expect.stringContaining(`if that process has ended, delete ${lockFile}`),
    });
  },
);

test('a claim of a process that was killed during a takeover hinders nobody', async () => {
  const ended = JSON.parse(await holder({ pid: 999_999_999 })) as { id: string };
  writeFileSync(lockFile, JSON.stringify(ended));
  writeFileSync(`${lockFile}.${ended.id}`, await holder({ pid: 999_999_998 }));
  await lockFolder(folder);
  expect(readdirSync(folder)).toEqual(['.ganport-lock']);
});

test('a lock that names no process is named', async () => {
  mkdirSync(lockFile);
  await expect(lockFolder(folder)).rejects.toThrow(
    `${lockFile}: a lock that names no process; delete it if`,
  );
});
