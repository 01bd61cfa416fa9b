import type { KindName } from '@ganport/core';
import { expect, test } from 'vitest';
import { chooseMetrics, tooFewFor, type Available } from './choose-metrics.ts';
import { observablesName } from '../features/jet-observables.ts';
import { spectrumName } from '../features/spectrum.ts';
import { volumeObservablesName } from '../features/volume-observables.ts';
import { metricNames, type MetricName } from './metrics.ts';

const all: Available = {
  extractor: { name: 'c.onnx', classifies: true },
  samples: { name: 'g.onnx', labels: true },
  real: 'labeled',
};
const featuresOnly = { ...all, extractor: { name: 'f.onnx', classifies: false } };

test('without a wish: what can be computed, but for cas', () => {
  expect(chooseMetrics(undefined, all)).toEqual(['fid', 'is', 'kid', 'prdc', 'modes']);
  expect(chooseMetrics(undefined, featuresOnly)).toEqual(['fid', 'kid', 'prdc']);
});

test('what is wished, once each, in the order of the registry', () => {
  expect(chooseMetrics(['cas', 'fid', 'cas'], all)).toEqual(['fid', 'cas']);
  const ofJets: MetricName[] = ['observables', 'intensity', 'auc'];
  const ofVolumes: MetricName[] = ['auc', 'shower', 'response', 'profiles'];
  const ofScience = new Set([...ofJets, ...ofVolumes, 'spectrum']);
  const general = metricNames.filter((name) => !ofScience.has(name));
  expect(chooseMetrics(general, all)).toEqual(general);
  const science = (extractor: string, kind: KindName): Available => ({
    ...all,
    extractor: { name: extractor, classifies: false },
    samples: { name: 'g.onnx', kind },
  });
  expect(chooseMetrics(ofJets, science(observablesName, 'jets'))).toEqual(ofJets);
  expect(chooseMetrics(ofVolumes, science(volumeObservablesName, 'volumes'))).toEqual(ofVolumes);
  expect(chooseMetrics(['spectrum'], science(spectrumName, 'images'))).toEqual(['spectrum']);
});

test.each([
  ['is', featuresOnly, 'f.onnx has no output logits or probabilities'],
  ['modes', featuresOnly, 'f.onnx has no output logits or probabilities'],
  ['cas', { ...all, samples: { name: 'g.onnx' } }, 'the class of each sample, and g.onnx has none'],
  ['cas', { ...all, real: 'unlabeled' }, 'real images with labels'],
  ['observables', all, 'the observables of jets, and the features are those of c.onnx'],
  ['auc', all, 'is of jets and volumes, and g.onnx has images'],
  ['intensity', all, 'is of jets, and g.onnx has images'],
  ['profiles', all, 'is of volumes, and g.onnx has images'],
  ['shower', all, 'the observables of volumes, and the features are those of c.onnx'],
  ['spectrum', all, 'power spectra, and the features are those of c.onnx'],
  ['cas', { ...all, real: 'statistics only' }, 'the real images, not only their statistics'],
] as const)('%s is refused without what it needs', (name, available, reason) => {
  let thrown: unknown;
  try {
    chooseMetrics([name], available);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ code: 'bad-argument', message: expect.stringContaining(reason) });
});

test.each([
  ['fid', 65],
  ['is', 100],
  ['kid', 2],
  ['prdc', 6],
  ['modes', 10],
  ['cas', 128],
] as const)('%s reports that it needs %i', (name, least) => {
  const sizes = { width: 64, classes: 10 };
  expect(tooFewFor([name], least, sizes)).toEqual([]);
  const reason = new RegExp(`^needs at least ${least} samples .* there are ${least - 1}$`);
  expect(tooFewFor([name], least - 1, sizes)).toEqual([
    { name, reason: expect.stringMatching(reason) },
  ]);
});
