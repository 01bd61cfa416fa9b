import { expect, test } from 'vitest';
import { nameProblem, partOfName } from './file-names.ts';

test.each([
  ['', 'it is empty'],
  ['..', 'it begins with a dot'],
  ['.hidden', 'it begins with a dot'],
  ['a/b', 'it contains "/"'],
  ['a\\b', 'it contains "\\\\"'],
  ['a\u0000b', 'it contains "\\u0000"'],
  ['exe.\u202egnp', 'it contains "\u202e"'],
  ['zero\u200bwidth', 'it contains "\u200b"'],
  ['cat.', 'it begins or ends with a space or a dot'],
  ['cat ', 'it begins or ends with a space or a dot'],
  ['CON', 'it is a device of Windows'],
  ['nul.tar', 'it is a device of Windows'],
  ['com1', 'it is a device of Windows'],
  ['ü'.repeat(101), 'it has more than 200 bytes'],
  ['CAT', 'it is the same name as "cat" on some systems'],
])('%j: %s', (name, problem) => {
  expect(nameProblem(['dog', name], ['cat'])).toEqual({ name, problem });
});

test.each(['7', 'cat', 'tabby cat', 'Käse', '猫', 'console', 'com', 'a.b', 'constructor'])(
  '%s is a name',
  (name) => {
    expect(nameProblem(['dog', name])).toBeUndefined();
  },
);

test('letters that are composed in two ways are one name', () => {
  expect(nameProblem(['Käse', 'Ka\u0308se'])?.problem).toContain('the same name as "Käse"');
});

test('a part of a name', () => {
  expect(partOfName('../../etc/passwd')).toBe('.._.._etc_passwd');
  expect(partOfName('exe.\u202egnp\u001b[2J')).toBe('exe._gnp_[2J');
  expect(partOfName('a b\n c')).toBe('a_b_c');
  expect(partOfName('end.')).toBe('end_');
  expect(Buffer.byteLength(partOfName('猫'.repeat(1000)))).toBeLessThanOrEqual(200);
});
