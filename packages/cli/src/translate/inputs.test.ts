import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listInputs } from './inputs.ts';

const root = mkdtempSync(join(tmpdir(), 'ganport-inputs-'));
afterAll(() => rmSync(root, { recursive: true }));

test('links to folders are followed, and links in a circle end', async () => {
  const photos = join(root, 'photos');
  mkdirSync(join(photos, 'sub'), { recursive: true });
  mkdirSync(join(root, 'elsewhere'));
  for (const file of ['photos/a.png', 'photos/sub/b.png', 'elsewhere/c.png', 'photos/.d.png']) {
    writeFileSync(join(root, file), '');
  }
  symlinkSync('..', join(photos, 'sub', 'back'));
  symlinkSync(join(root, 'elsewhere'), join(photos, 'more'));
  symlinkSync('nowhere', join(photos, 'nowhere.png'));
  const inputs = await listInputs([photos], { out: join(root, 'out'), replace: false });
  const found = ['a.png', 'more/c.png', 'nowhere.png', 'sub/b.png'];
  expect(inputs.map(({ path }) => path)).toEqual(found.map((name) => join(photos, name)));
});
