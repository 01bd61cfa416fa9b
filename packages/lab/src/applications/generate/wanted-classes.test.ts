/** Names of classes to numbers, and what is refused. */
import { expect, test } from 'vitest';
import { wantedClasses } from './wanted-classes.ts';

const animals = { path: 'animals.onnx', isConditional: true, classes: ['cat', 'dog', '7'] };
const numbered = { path: 'old.onnx', isConditional: true, classes: undefined };
const digits = { ...animals, classes: Array.from({ length: 10 }, (_, i) => String(i)) };
const plain = { path: 'plain.onnx', isConditional: false, classes: undefined };

test('names in their order; all without names; none for a generator without a label input', () => {
  expect(wantedClasses(animals, ['7', 'cat'])).toEqual([2, 0]);
  expect(wantedClasses(animals, ['1', 'cat', '0', '1'])).toEqual([1, 0]);
  expect(wantedClasses(animals)).toEqual([0, 1, 2]);
  expect(wantedClasses(numbered, ['3', '0'])).toEqual([3, 0]);
  expect(wantedClasses(plain)).toBeUndefined();
});

test.each([
  [animals, ['horse'], "animals.onnx: --labels: there is no class 'horse'; it has cat, dog, 7"],
  [animals, ['DOG'], "no class 'DOG'; it has cat, dog, 7. Did you mean 'dog'?"],
  [animals, ['dogs'], "Did you mean 'dog'?"],
  [animals, ['cut'], "no class 'cut'; it has cat, dog, 7. Did you mean 'cat'?"],
  [animals, ['3'], "no class '3'; it has cat, dog, 7"],
  [animals, ['-1'], "no class '-1'; it has cat, dog, 7"],
  [animals, [''], "no class ''; it has cat, dog, 7"],
  [digits, ['10'], "no class '10'; it has the classes 0 to 9"],
  [numbered, ['cat'], "old.onnx: --labels: there is no class 'cat'; it has numbered classes"],
  [numbered, ['-1'], "old.onnx: --labels: there is no class '-1'; it has numbered classes"],
  [numbered, undefined, 'old.onnx: names no classes'],
  [plain, ['0'], 'plain.onnx: has no input for labels'],
] as const)('%o, %o is refused', (generator, names, message) => {
  expect(() => wantedClasses(generator, names)).toThrow(message);
});
