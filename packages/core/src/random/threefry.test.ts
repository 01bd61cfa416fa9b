import { expect, test } from 'vitest';
import { threefry2x32, type Block } from './threefry.ts';

/** The three threefry2x32-20 lines of Random123's kat_vectors: counter, key, result. */
const knownAnswers: [counter: Block, key: Block, result: Block][] = [
  [
    [0x00000000, 0x00000000],
    [0x00000000, 0x00000000],
    [0x6b200159, 0x99ba4efe],
  ],
  [
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x1cb996fc, 0xbb002be7],
  ],
  [
    [0x243f6a88, 0x85a308d3],
    [0x13198a2e, 0x03707344],
    [0xc4923a9c, 0x483df7a0],
  ],
];

test.each(knownAnswers)('Random123 known answer for counter %o', (counter, key, result) => {
  expect(threefry2x32(key, counter)).toEqual(result);
});
