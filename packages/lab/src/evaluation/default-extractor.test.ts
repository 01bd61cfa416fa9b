import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../features/extractors.test.support.ts';
import { naturalExtractorPath } from '../features/natural/convert.ts';
import { defaultExtractor } from './default-extractor.ts';

process.env['XDG_CACHE_HOME'] = join(temporaryFolder(), 'cache');

test("MNIST's shape has ganport's classifier, every other one what is in the cache", () => {
  expect(defaultExtractor({ shape: [28, 28, 1] })).toMatch(/mnist-classifier\.onnx$/);
  expect(() => defaultExtractor({ shape: [64, 64, 3] })).toThrow(
    expect.objectContaining({
      code: 'not-found',
      message: expect.stringMatching(
        /^images of 64 × 64 × 3 need an extractor: .*'ganport setup features'/,
      ),
    }),
  );
  mkdirSync(dirname(naturalExtractorPath()), { recursive: true });
  writeFileSync(naturalExtractorPath(), '');
  expect(defaultExtractor({ shape: [64, 64, 3] })).toBe(naturalExtractorPath());
});
