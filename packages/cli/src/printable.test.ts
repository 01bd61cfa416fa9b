import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable, printableLine } from './printable.ts';

test.each([
  ['\u001b[2J\u001b]0;title\u0007', '\\x1b[2J\\x1b]0;title\\x07'],
  ['\u009b31m', '\\u009b31m'],
  ['a\rb\u0000\u007f', 'a\\x0db\\x00\\u007f'],
  ['exe.\u202egnp', 'exe.\\u202egnp'],
  ['ze\u200bro\u2060\ufeff\u00ad', 'ze\\u200bro\\u2060\\ufeff\\u00ad'],
  ['\u2066x\u2069\u061c\u2028', '\\u2066x\\u2069\\u061c\\u2028'],
  ['\u{e0041}tag', '\\udb40\\udc41tag'],
  ['\ud800', '\\ud800'],
  ['Käse 猫 🐈 ± ━', 'Käse 猫 🐈 ± ━'],
  ['a\n\tb', 'a\n\tb'],
])('%j', (text, safe) => {
  expect(printable(text)).toBe(safe);
});

test('one line', () => {
  expect(printableLine('a\nganport: all is well\tb')).toBe('a\\nganport: all is well\\tb');
});

test('JSON says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(printable(JSON.stringify({ text })))).toEqual({ text });
    }),
  );
});
