import { expect, test } from 'vitest';
import { createPlan } from '../gan/plan.ts';
import { describeSettings } from './describe.ts';
import { settingFlags, shownCommand } from './flags.ts';

test('every setting that has a flag is described, with what it accepts', () => {
  const described = new Map(describeSettings().map((each) => [each.field, each]));
  const { config } = createPlan({ variant: 'dcgan' });
  const withoutFlag = ['variant', 'image', 'classNames'];
  for (const field of Object.keys(config).filter((name) => !withoutFlag.includes(name))) {
    expect(described.get(field)?.flag, `setting ${field}`).toMatch(/^--[a-z]/);
  }
  expect(described.get('batchSize')).toMatchObject({
    concern: 'optimization',
    flag: '--batch-size',
    values: { kind: 'integer', minimum: 1 },
  });
  expect(described.get('beta1')?.values).toEqual({
    kind: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
  });
  expect(described.get('engine')?.values).toEqual({ kind: 'choice', choices: ['onnx', 'tfjs'] });
  expect(described.get('providers')?.values).toMatchObject({ kind: 'list' });
  expect(described.get('flip')).toMatchObject({ flag: '--no-flip', values: { kind: 'flag' } });
  expect(described.get('data')?.values).toEqual({ kind: 'text' });
});

test('settings are flags of one word each, of every kind', () => {
  const settings = {
    data: '--odd name',
    steps: 10,
    ema: 0.99,
    grayscale: true,
    flip: false,
    spectralNorm: false,
    augment: 'color,cutout',
    providers: ['cpu', 'wasm'],
  };
  expect(settingFlags(settings)).toEqual([
    '--data=--odd name',
    ...['--grayscale', '--no-flip', '--steps=10', '--ema=0.99', '--augment=color,cutout'],
    '--provider=cpu,wasm',
  ]);
});

test('a command line that is shown can be copied into a shell', () => {
  expect(shownCommand(['train', 'mlp', "--data=it's here", '--out', 'runs/a'])).toBe(
    `ganport train mlp '--data=it'\\''s here' --out runs/a`,
  );
});
