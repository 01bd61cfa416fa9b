/** The manifest as YAML reads it, and what Kubernetes would refuse. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ServeError } from '../errors.ts';
import { kserveManifest, type ManifestOptions } from './manifest.ts';

const good = { name: 'digits', storageUri: 's3://bucket/models' };

test('an InferenceService, for a graphics card', () => {
  const text = kserveManifest({ ...good, device: 'cuda', maxReplicas: 4, cpu: '500m' });
  expect(parse(text)).toEqual({
    ...{ apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService' },
    metadata: { name: 'digits' },
    spec: {
      predictor: {
        ...{ minReplicas: 1, maxReplicas: 4 },
        model: {
          ...{ modelFormat: { name: 'onnx' }, runtime: 'kserve-tritonserver' },
          ...{ protocolVersion: 'v2', storageUri: 's3://bucket/models' },
          resources: {
            requests: { cpu: '500m', memory: '2Gi' },
            limits: { cpu: '500m', memory: '2Gi', 'nvidia.com/gpu': '1' },
          },
        },
      },
    },
  });
});

test.each<readonly [Partial<ManifestOptions>, RegExp]>([
  [{ name: 'Digits' }, /^name 'Digits' must be small letters/],
  [{ name: '1st' }, /^name/],
  [{ name: 'a-' }, /^name/],
  [{ storageUri: '/models' }, /^storageUri '\/models' must be an address/],
  [{ storageUri: 's3://a\nkind: Secret' }, /^storageUri/],
  [{ memory: 'much' }, /^memory/],
  [{ cpu: '-1' }, /^cpu/],
  [{ minReplicas: 3, maxReplicas: 2 }, /^maxReplicas: 2 is below minReplicas/],
])('%j is refused', (change, message) => {
  const make = () => kserveManifest({ ...good, ...change });
  expect(make).toThrow(ServeError);
  expect(make).toThrow(message);
});
