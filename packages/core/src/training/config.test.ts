import { describe, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { parseConfig, resumeConfig } from './config.ts';

test('everything but the variant has a default', () => {
  expect(parseConfig({ variant: 'dcgan' })).toEqual({
    variant: 'dcgan',
    data: 'mnist',
    steps: 10_000,
    batchSize: 64,
    seed: 1,
    engine: 'onnx',
    reportEvery: 1000,
    sampleEvery: 1000,
    metricsEvery: 10,
    checkpointEvery: 1000,
    width: 1,
  });
});

test.each([
  [{ variant: 'stylegan' }, /^variant: .*mlp.*dcgan.*\(got "stylegan"\)$/],
  [{}, /^variant: /],
  [{ variant: 'mlp', steps: -1 }, /^steps: .*>=1.*\(got -1\)$/],
  [{ variant: 'mlp', steps: 1.5 }, /^steps: .*int.*\(got 1\.5\)$/],
  [{ variant: 'mlp', batchSize: 0 }, /^batchSize: .*\(got 0\)$/],
  [{ variant: 'mlp', seed: -3 }, /^seed: .*\(got -3\)$/],
  [{ variant: 'mlp', width: 0 }, /^width: .*\(got 0\)$/],
  [{ variant: 'mlp', engine: 'torch' }, /^engine: .*onnx.*tfjs.*\(got "torch"\)$/],
  [{ variant: 'mlp', providers: ['cpu', 'tpu'] }, /^providers\.1: .*\(got "tpu"\)$/],
  [{ variant: 'mlp', data: '' }, /^data: /],
  [{ variant: 'mlp', speed: 3 }, /^settings: .*speed/],
  ['dcgan', /^settings: .*object/],
])('%j is refused on one line that names the field', (settings, message) => {
  const parse = () => parseConfig(settings);
  expect(parse).toThrow(CoreError);
  expect(parse).toThrow(message);
  expect(parse).not.toThrow(/\n/);
});

describe('a resumed run', () => {
  const stored = { ...parseConfig({ variant: 'dcgan', width: 0.5, steps: 100 }), image: [8, 8, 1] };

  test('has the settings it was started with, but for those given now', () => {
    expect(resumeConfig(stored, { variant: 'dcgan', steps: 200 })).toEqual({
      ...stored,
      steps: 200,
    });
  });

  test('may not become another run: each difference is named', () => {
    expect(() => resumeConfig(stored, { variant: 'mlp', width: 1, batchSize: 64 })).toThrow(
      'resume: variant was "dcgan" and is now "mlp", width was 0.5 and is now 1; resume with',
    );
  });

  test('needs a configuration that is one', () => {
    expect(() => resumeConfig({ variant: 'dcgan', width: 'wide' }, { variant: 'dcgan' })).toThrow(
      /^width: /,
    );
  });
});
