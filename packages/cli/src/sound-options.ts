/** The flags of commands that read sounds, text and tables without a run, which would know how. */
import { limits } from '@ganport/core/internal';
import type { DatasetOptions } from '@ganport/lab';
import { columnNames } from '@ganport/lab/internal';
import { wholeNumber } from './arguments.ts';

export const soundLength = [
  '--length <samples>',
  'of sounds: samples of a sound (default: 16384); of text: characters of a line (default: 32)',
  wholeNumber(1, limits.soundSamples),
] as const;

export const soundRate = [
  '--sample-rate <hz>',
  'of sounds: samples a second, to which they are resampled (default: 16000)',
  wholeNumber(1000, limits.sampleRate),
] as const;

/** The options of text; undefined where no flag is given. */
export function textOptions({
  length,
}: {
  readonly length?: number | undefined;
}): NonNullable<DatasetOptions['text']> | undefined {
  return length === undefined ? undefined : { length };
}

/** The options of sounds; undefined where no flag is given. */
export function soundOptions(flags: {
  readonly length?: number | undefined;
  readonly sampleRate?: number | undefined;
}): NonNullable<DatasetOptions['sounds']> | undefined {
  const { length, sampleRate } = flags;
  return length === undefined && sampleRate === undefined ? undefined : { length, sampleRate };
}

export const discreteColumns = [
  '--discrete <columns>',
  'of tables: names of columns whose numbers are categories, separated by commas',
] as const;

/** The options of tables; undefined where no flag is given. */
export function rowOptions({
  discrete,
}: {
  readonly discrete?: string | undefined;
}): NonNullable<DatasetOptions['rows']> | undefined {
  return discrete === undefined ? undefined : { discrete: columnNames(discrete) };
}
