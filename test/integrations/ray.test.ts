/**
 * The tests of the Python package for Ray. They run where GANPORT_RAY_PYTHON is a Python with its packages:
 * pip install "./integrations/ray[test]".
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const python = process.env['GANPORT_RAY_PYTHON'];
const folder = join(import.meta.dirname, '..', '..', 'integrations', 'ray');

test.skipIf(python === undefined)(
  'integrations/ray: pytest passes (skipped without GANPORT_RAY_PYTHON)',
  () => {
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
    const { status, stdout } = spawnSync(String(python), args, { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toMatchObject({ status: 0 });
  },
  120_000,
);
