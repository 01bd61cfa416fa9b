/**
 * A disk that is full: a small file system in memory, where this machine lets a program mount one.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { skipNote } from '../browser/support/chromium.ts';
import { program, succeed, temporaryFolder } from './support/ganport.ts';
import { writeImages } from './support/material.ts';

const folder = temporaryFolder();
const images = writeImages(folder);
mkdirSync(join(folder, 'disk'));

/** Runs a script in `folder`, where `disk` has room for so much. */
function onDisk(size: string, script: string, args: readonly string[] = []) {
  const mounted = `mount -t tmpfs -o size=${size} none disk || exit 99; ${script}`;
  return spawnSync(
    'unshare',
    ['--map-root-user', '--mount', 'sh', '-c', mounted, process.execPath, program, ...args],
    { cwd: folder, encoding: 'utf8' },
  );
}

/** Runs ganport, then names the files that the disk has. */
const ganportThenFiles = '"$0" "$@"; code=$?; find disk -type f | sort; exit $code';

const canMount = onDisk('1m', 'exit 0').status === 0;
const note = skipNote(canMount ? undefined : 'no file system may be mounted here');

test.skipIf(!canMount)(`training stops with one line, and keeps what is whole${note}`, () => {
  const args = ['train', 'mlp', '--data', images, '--steps', '400', '--checkpoint-every', '1'];
  const size = ['--width', '0.25', '--batch-size', '4', '--out', 'disk/run'];
  const { status, stdout, stderr } = onDisk('2m', ganportThenFiles, [...args, ...size]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /ganport: disk\/run\S*: cannot be written: the disk is full; free some space\n$/,
  );
  expect(stdout).toContain('disk/run/config.json');
  expect(stdout).not.toContain('.tmp');
});

test.skipIf(!canMount)(`export writes all of a file or nothing${note}`, async () => {
  const size = ['--width', '0.25', '--batch-size', '4'];
  await succeed(folder, [
    'train',
    'mlp',
    '--data',
    images,
    '--steps',
    '1',
    '--out',
    'run',
    ...size,
  ]);
  const args = ['export', 'run', '--out', 'disk/generator.onnx'];
  const { status, stdout, stderr } = onDisk('100k', ganportThenFiles, args);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^run: the generator of step 1\nganport: disk\/generator.onnx could not be written: the disk is full; .*\n$/,
  );
  expect(stdout).toBe('');
});
