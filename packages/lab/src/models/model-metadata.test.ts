import { expect, test } from 'vitest';
import { classNamesOf, multipleOf, valueRangeOf } from './model-metadata.ts';

const declared = (key: string, value: string) => ({ metadata: { [key]: value } });

test('a range has two finite numbers', () => {
  expect(valueRangeOf(declared('ganport.range.y', '0 255'), 'y')).toEqual([0, 255]);
  for (const text of ['-Infinity Infinity', '-1e308 1e308', '1 0', 'NaN 1', '']) {
    expect(valueRangeOf(declared('ganport.range.y', text), 'y')).toBeUndefined();
  }
});

test('a multiple is a whole number within the limit', () => {
  expect(multipleOf(declared('ganport.multiple.h', '4'), 'h')).toBe(4);
  expect(multipleOf({ metadata: {} }, 'constructor')).toBeUndefined();
  for (const text of ['0', '-4', '1.5', '1e9', 'NaN', 'Infinity', 'four', '']) {
    expect(() => multipleOf(declared('ganport.multiple.h', text), 'h')).toThrow(
      /metadata ganport\.multiple\.h: must be a whole number from 1 to 4096/,
    );
  }
});

test('names of more classes than the limit are refused', () => {
  const names = JSON.stringify(Array.from({ length: 65_537 }, () => ''));
  expect(() => classNamesOf(declared('ganport.classes', names))).toThrow(
    'metadata ganport.classes: names 65537 classes, the limit is 65536',
  );
  expect(classNamesOf(declared('ganport.classes', '{"length": 1e9}'))).toBeUndefined();
});
