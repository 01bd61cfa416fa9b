/** The tests of the Python package for Ray, and its types. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { skipNote } from '../browser/support/chromium.ts';
import { missingModules, python } from '../support/python-peers.ts';

const folder = join(import.meta.dirname, '..', '..', 'integrations', 'ray');
const missing = missingModules('ganport-ray', 'pytest', 'mypy', 'numba', 'safetensors');

describe.skipIf(missing !== undefined)(`integrations/ray${skipNote(missing)}`, () => {
  test.each([
    ['pytest', ['-q', '-p', 'no:cacheprovider']],
    ['mypy', ['--no-incremental']],
  ])('%s passes', (module, args) => {
    const { status, stdout } = spawnSync(python, ['-m', module, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});
