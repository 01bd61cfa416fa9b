import { expect, test } from 'vitest';
import { settingsByConcern } from './index.ts';

const entries = Object.values(settingsByConcern).flatMap((table) => Object.entries(table));

test.each(entries)('%s has help of one line without a period', (_, { help }) => {
  expect(help).toMatch(/^\S.*[^.\s]$/);
});

test('no field is in two tables', () => {
  const fields = entries.map(([field]) => field);
  expect(fields.length).toBeGreaterThan(40);
  expect(new Set(fields).size).toBe(fields.length);
});

test('each flag is unique and is named after its field', () => {
  // Flags of other names, which users know.
  const renamed: Readonly<Record<string, string>> = { providers: '--provider', flip: '--no-flip' };
  const flags = entries.flatMap(([field, { flag }]) =>
    flag === undefined ? [] : [{ field, name: flag.split(' ')[0] }],
  );
  expect(new Set(flags.map(({ name }) => name)).size).toBe(flags.length);
  for (const { field, name } of flags) {
    const kebab = `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    expect(name).toBe(renamed[field] ?? kebab);
  }
});

test('only settings that come from the data have no flag', () => {
  const without = entries.filter(([, { flag }]) => flag === undefined).map(([field]) => field);
  expect(without).toEqual([
    'image',
    'sample',
    'condition',
    'calibration',
    'vocabulary',
    'spectrum',
    'table',
    'classNames',
  ]);
});
