import { describe, expect, test } from 'vitest';
import { CoreError } from '../errors.ts';
import { createPlan, resumePlan, type TrainSettings } from './plan.ts';

const parseConfig = (settings: unknown) => createPlan(settings).config;
const resumeConfig = (...given: Parameters<typeof resumePlan>) => resumePlan(...given).config;

test('all settings but the variant have defaults', () => {
  expect(parseConfig({ variant: 'dcgan' })).toEqual({
    variant: 'dcgan',
    preset: 'field',
    loss: 'non-saturating',
    regularizer: 'none',
    regularizerWeight: 0,
    clip: 0,
    realLabel: 1,
    generatorLearningRate: 2e-4,
    generatorWeightDecay: 0,
    discriminatorLearningRate: 2e-4,
    beta1: 0.5,
    beta2: 0.999,
    discriminatorSteps: 1,
    instanceNoise: 0,
    ema: 0,
    pac: 1,
    latent: 100,
    spectralNorm: false,
    attention: false,
    minibatchStddev: false,
    upsampling: 'transposed',
    grayscale: false,
    flip: false,
    filters: 64,
    blocks: 9,
    classNames: [],
    cycleWeight: 10,
    identityWeight: 5,
    pairWeight: 100,
    poolSize: 50,
    data: 'mnist',
    steps: 10_000,
    batchSize: 64,
    seed: 1,
    engine: 'onnx',
    workers: 1,
    syncBatchNorm: false,
    reportEvery: 1000,
    sampleEvery: 1000,
    metricsEvery: 10,
    checkpointEvery: 1000,
    monitorEvery: 100,
    tensorboard: false,
    width: 1,
  });
});

test.each([
  [{ variant: 'stylegan' }, /^variant: .*mlp.*dcgan.*\(got "stylegan"\)$/],
  [{}, /^variant: /],
  [{ variant: 'mlp', steps: -1 }, /^steps: must be at least 1 \(got -1\)$/],
  [{ variant: 'mlp', steps: 1.5 }, /^steps: must be a whole number \(got 1\.5\)$/],
  [{ variant: 'mlp', batchSize: 0 }, /^batchSize: .*\(got 0\)$/],
  [{ variant: 'mlp', seed: -3 }, /^seed: .*\(got -3\)$/],
  [{ variant: 'mlp', width: 0 }, /^width: .*\(got 0\)$/],
  [{ variant: 'mlp', engine: 'torch' }, /^engine: .*onnx.*tfjs.*\(got "torch"\)$/],
  [{ variant: 'mlp', providers: ['cpu', 'tpu'] }, /^providers\.1: .*\(got "tpu"\)$/],
  [{ variant: 'mlp', data: '' }, /^data: /],
  [{ variant: 'mlp', speed: 3 }, /^settings: .*speed/],
  ['dcgan', /^variant: /],
  [{ variant: 'mlp', loss: 'loud' }, /^loss: .*wgan-gp.*\(got "loud"\)$/],
  [{ variant: 'mlp', augment: 'colour' }, /^augment: .*no 'colour'.*color, translation, cutout/],
  [{ variant: 'mlp', loss: 'hinge', realLabel: 0.9 }, /^realLabel: the loss hinge has no label/],
  [
    { variant: 'mlp', pac: 3 },
    /^pac: a batch of 64 is not a multiple of 3 samples; change batchSize, or the option pac$/,
  ],
  [{ variant: 'cgan', pac: 2 }, /^pac: .*several labels/],
  [
    { variant: 'cyclegan', loss: 'wgan-gp' },
    /^discriminatorSteps: cyclegan updates the discriminators once per step/,
  ],
  [{ variant: 'cyclegan', generatorBatchSize: 4 }, /^generatorBatchSize: cyclegan has one batch/],
])('%j is refused on one line with the field', (settings, message) => {
  const parse = () => parseConfig(settings);
  expect(parse).toThrow(CoreError);
  expect(parse).toThrow(message);
  expect(parse).not.toThrow(/\n/);
});

describe('defaults', () => {
  const of = (settings: TrainSettings) => parseConfig(settings);

  test('a loss has the defaults of its paper, which given settings override', () => {
    const paper = { regularizer: 'gp', regularizerWeight: 10, discriminatorSteps: 5, beta2: 0.9 };
    expect(of({ variant: 'dcgan', loss: 'wgan-gp' })).toMatchObject({
      ...paper,
      generatorLearningRate: 1e-4,
    });
    expect(
      of({ variant: 'dcgan', loss: 'wgan-gp', discriminatorSteps: 2, generatorLearningRate: 3e-4 }),
    ).toMatchObject({ ...paper, discriminatorSteps: 2, generatorLearningRate: 3e-4 });
    expect(of({ variant: 'mlp', loss: 'wgan' })).toMatchObject({ clip: 0.01, regularizer: 'none' });
    expect(of({ variant: 'mlp', regularizer: 'r1' })).toMatchObject({ regularizerWeight: 10 });
    expect(of({ variant: 'mlp', loss: 'wgan-gp', regularizer: 'none' })).toMatchObject({
      regularizerWeight: 0,
    });
  });

  test('a variant has defaults, and the preset of the article overrides them', () => {
    expect(of({ variant: 'cyclegan' })).toMatchObject({ loss: 'lsgan', batchSize: 1 });
    expect(of({ variant: 'dcgan', preset: 'article' })).toMatchObject({
      batchSize: 64,
      generatorBatchSize: 128,
      reportEvery: 1000,
      generatorLearningRate: 1e-3,
      beta1: 0.9,
    });
  });

  test('a complete configuration does not change', () => {
    const config = of({ variant: 'dcgan', loss: 'wgan-gp', preset: 'article', ema: 0.99 });
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
  });
});

describe('a resumed run', () => {
  const stored = { ...parseConfig({ variant: 'dcgan', width: 0.5, steps: 100 }), image: [8, 8, 1] };

  test('has the settings that it was started with, and the given changes', () => {
    expect(resumeConfig(stored, { variant: 'dcgan', steps: 200 })).toEqual({
      ...stored,
      steps: 200,
    });
  });

  test('must not become another run: the message names each difference', () => {
    expect(() => resumeConfig(stored, { variant: 'mlp', width: 1, batchSize: 64 })).toThrow(
      'resume: variant was "dcgan" and is now "mlp", width was 0.5 and is now 1; resume with',
    );
  });

  test('with a wrong configuration is refused', () => {
    expect(() => resumeConfig({ variant: 'dcgan', width: 'wide' }, { variant: 'dcgan' })).toThrow(
      /^width: /,
    );
  });
});
