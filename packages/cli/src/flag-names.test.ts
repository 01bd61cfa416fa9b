/** Messages of the packages name flags on the command line, and texts of users stay as they are. */
import { Command } from '@commander-js/extra-typings';
import { settingsByConcern, type Setting } from '@ganport/core/internal';
import { expect, test } from 'vitest';
import { withFlagNames } from './flag-names.ts';
import { addTrainOptions } from './train-options.ts';

const train = new Command('train').option('--out <run>');
addTrainOptions(train);

const shown = (message: string, code = 'bad-argument') => withFlagNames({ code, message }, train);

test('fields become flags', () => {
  expect(shown('dataA: needs two folders; give dataA and dataB')).toBe(
    '--data-a: needs two folders; give --data-a and --data-b',
  );
  expect(shown('pac: x; change batchSize, or the option pac, or the option none')).toBe(
    '--pac: x; change --batch-size, or --pac, or the option none',
  );
  expect(shown('loss: must be one of a, b (got "c")')).toBe(
    '--loss: must be one of a, b (got "c")',
  );
  expect(
    shown(
      'resume: seed was 1 and is now 9, batchSize was 64 and is now 9, loss was "hinge" and is now "wgan"',
      'bad-config',
    ),
  ).toBe(
    'resume: --seed was 1 and is now 9, --batch-size was 64 and is now 9, --loss was "hinge" and is now "wgan"',
  );
});

test('texts of users, and other messages, stay', () => {
  expect(shown('pac: x; change batchSize, or the option pac, or the option none')).toBe(
    '--pac: x; change --batch-size, or --pac, or the option none',
  );
  expect(shown('loss: must be one of a (got "dataA")')).toContain('(got "dataA")');
  expect(shown('runs/dataA: holds other files')).toBe('runs/dataA: holds other files');
  expect(shown('data: no such file', 'not-found')).toBe('data: no such file');
  expect(withFlagNames({ code: 'bad-argument', message: 'dataA: x' }, undefined)).toBe('dataA: x');
});

test('every setting with a flag is found by its field', () => {
  const fields = Object.values(settingsByConcern).flatMap((table) =>
    Object.entries<Setting>(table).filter(([, { flag }]) => flag !== undefined),
  );
  expect(fields.length).toBeGreaterThan(40);
  for (const [field, { flag = '' }] of fields) {
    expect(shown(`${field}: wrong`)).toBe(`${flag.split(' ')[0]}: wrong`);
  }
});
