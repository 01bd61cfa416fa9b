/** What is reported where a package of DiceBear is missing. */
import { expect, test, vi } from 'vitest';
import { openDataset } from './open-dataset.ts';

vi.mock('@dicebear/pixel-art', () => {
  throw new Error('Cannot find package');
});
// Below a file nothing can be written.
vi.stubEnv('XDG_CACHE_HOME', import.meta.filename);

test('a missing package is one line, with the command that installs it', async () => {
  await expect(openDataset('avatars:style=pixel-art,count=2')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringMatching(
      /^avatars: .*; run `npm install @dicebear\/core@9 @dicebear\/pixel-art@9`$/,
    ),
  });
});

test('a cache that cannot be written costs time alone', async () => {
  const faces = await openDataset('avatars:count=2', { size: 8 });
  expect(faces).toMatchObject({ size: 2, shape: [8, 8, 3] });
});
