import { describe, expect, test } from 'vitest';
import { checkRunName, resumeArguments, trainArguments } from './command-line.ts';

describe('trainArguments', () => {
  test('has the flags of the settings that are given', () => {
    const settings = { variant: 'cgan', data: '--odd name', steps: 10 };
    expect(trainArguments(settings, 'runs/a')).toEqual([
      ...['train', 'cgan', '--out', 'runs/a', '--data=--odd name', '--steps=10'],
    ]);
  });

  test.each([
    [{ variant: './mine.mjs' }, /variant/],
    [{ variant: 'dcgan', steps: 'many' }, /steps: must be/],
    [{ variant: 'dcgan', out: '/etc' }, /has no out/],
  ])('refuses %j', (settings, problem) => {
    expect(() => trainArguments(settings, 'runs/a')).toThrow(problem);
  });
});

test('resumeArguments goes on with a run of ganport, and runs no file that a run names', () => {
  const config = { variant: 'dcgan', steps: 10 };
  expect(resumeArguments(config, 'runs/a', 20)).toEqual([
    'train',
    'dcgan',
    '--out',
    'runs/a',
    '--resume',
    '--steps',
    '20',
  ]);
  expect(resumeArguments(config, 'runs/a', undefined)).not.toContain('--steps');
  expect(() => resumeArguments({ variant: './evil.mjs' }, 'runs/a', 20)).toThrow(
    'runs/a: its variant is a file; resume it on the command line',
  );
});

test.each(['..', '../a', '/etc', 'a/../b', 'a//b', '', '.git', 'a\\b', 'con', 'a/'.repeat(9)])(
  'the name %j is refused',
  (name) => {
    expect(() => checkRunName(name)).toThrow(/choose another/);
  },
);

test.each(['digits', 'losses/hinge 2', 'ümlaut'])('the name %j is fine', (name) => {
  expect(() => checkRunName(name)).not.toThrow();
});
