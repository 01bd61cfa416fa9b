import { expect, test } from 'vitest';
import { builtPage } from './pages.ts';

test('a page that is not built is one line that says what to run', () => {
  expect(() => builtPage('no-such-page')).toThrow(
    /pages\/no-such-page: the page is not built; run npm run build$/,
  );
});
