import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { makeFolder, writeFileAtomic } from './atomic-file.ts';
import { temporaryFolder } from './temporary-folder.test.support.ts';

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  return { ...original, open: vi.fn<typeof fs.open>(original.open) };
});

const root = temporaryFolder();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'test-'));
});

/** A file that takes the first bytes, then fails as a system call would. */
async function failing(path: string, code: string): Promise<fs.FileHandle> {
  const original = await vi.importActual<typeof fs>('node:fs/promises');
  const file = await original.open(path, 'w');
  const write = file.write.bind(file);
  vi.spyOn(file, 'write').mockImplementation(async () => {
    await write('half');
    throw Object.assign(new Error(`${code}: simulated, write`), { code });
  });
  return file;
}

test('a file is written from its parts, replaced, and nothing else is left', async () => {
  const path = join(folder, 'a.bin');
  await writeFileAtomic(path, 'old');
  await writeFileAtomic(path, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect([...readFileSync(path)]).toEqual([1, 2, 3]);
  expect(readdirSync(folder)).toEqual(['a.bin']);
});

test.each([
  ['ENOSPC', 'the disk is full; free some space'],
  ['EDQUOT', 'the disk quota is used up; free some space'],
  ['EROFS', 'the file system is read-only; choose another folder'],
  ['EACCES', 'permission denied; choose a folder you may write to'],
  ['EIO', 'EIO: simulated, write'],
])(
  'when a write fails with %s, the old file stays and half of a new one does not',
  async (code, problem) => {
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'old');
    vi.mocked(fs.open).mockImplementationOnce((name) => failing(String(name), code));
    await expect(writeFileAtomic(path, 'new')).rejects.toThrow(
      expect.objectContaining({
        code: 'cannot-write',
        message: `${path}: cannot be written: ${problem}`,
        cause: expect.objectContaining({ code }),
      }),
    );
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  },
);

test('a missing folder, a folder in the way and a file as a folder are named', async () => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));
  await expect(writeFileAtomic(join(folder, 'no/a.txt'), '')).rejects.toThrow(
    'no/a.txt: cannot be written: its folder does not exist; create it first',
  );
  await expect(writeFileAtomic(join(folder, 'folder'), '')).rejects.toThrow(
    'folder: cannot be written: a folder is in the way; remove it or choose another name',
  );
  await expect(writeFileAtomic(join(folder, 'file/a.txt'), '')).rejects.toThrow(
    'file/a.txt: cannot be written: a part of the path is a file, not a folder',
  );
  await expect(makeFolder(join(folder, 'file'))).rejects.toThrow(
    'file: cannot be written: a file is in the way; remove it or choose another name',
  );
  expect(readdirSync(folder).toSorted()).toEqual(['file', 'folder']);
});

test.skipIf(process.platform === 'win32')('a device or a pipe is never replaced', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(writeFileAtomic(pipe, 'new')).rejects.toThrow(
    'pipe: cannot be written: a device, a pipe or a socket is in the way; choose another name',
  );
  symlinkSync('/dev/null', join(folder, 'null'));
  await expect(writeFileAtomic(join(folder, 'null'), 'new')).rejects.toThrow('a device');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  expect(readdirSync(folder).toSorted()).toEqual(['null', 'pipe']);
});

test('folders are made with those above them, and the first one made is returned', async () => {
  expect(await makeFolder(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
  expect(await makeFolder(join(folder, 'a/b/c'))).toBeUndefined();
  const many = Array.from({ length: 8 }, () => makeFolder(join(folder, 'd/e/f')));
  expect((await Promise.all(many)).filter((made) => made !== undefined).length).toBeGreaterThan(0);
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder below /proc is refused, where recursive mkdir does not end',
  async () => {
    await expect(makeFolder('/proc/ganport/runs/a')).rejects.toThrow(
      '/proc/ganport/runs/a: cannot be written: this folder takes no others; choose another place',
    );
  },
  20_000,
);
