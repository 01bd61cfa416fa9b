/** Manifests for Kubernetes, against the models of KServe's and Kubernetes' own Python clients. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kserveManifest } from '@ganport/serve';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { missingModules, python } from '../support/python-peers.ts';

const script = join(import.meta.dirname, 'support', 'check_manifest.py');
const rayJob = join(import.meta.dirname, '..', '..', 'integrations', 'ray', 'rayjob.yaml');

interface Given {
  readonly model: string;
  readonly value: unknown;
}

/** @returns the problems of each */
function problems(given: readonly Given[]): string[][] {
  const input = JSON.stringify(given);
  const { stdout, stderr, status } = spawnSync(python, [script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}

const missing = missingModules('kserve', 'kubernetes', 'six');

describe.skipIf(missing !== undefined)(`manifests${missing ? ` (${missing})` : ''}`, () => {
  test('are those of the models, and what is none is found', () => {
    const service = parse(
      kserveManifest({ name: 'digits', storageUri: 's3://models', device: 'cuda', maxReplicas: 4 }),
    ) as Record<'metadata' | 'spec', object>;
    const { rayClusterSpec } = (parse(readFileSync(rayJob, 'utf8')) as { spec: RaySpec }).spec;
    const groups = [rayClusterSpec.headGroupSpec, ...rayClusterSpec.workerGroupSpecs];
    const model = 'V1beta1InferenceService';
    expect(
      problems([
        { model, value: service },
        ...groups.map(({ template }) => ({ model: 'V1PodTemplateSpec', value: template })),
        { model, value: { ...service, spec: { predictor: { model: { modelformat: 'onnx' } } } } },
        { model, value: { ...service, spec: { predictor: { minReplicas: '1' } } } },
        { model: 'V1PodTemplateSpec', value: { spec: { containers: [{ image: 'a' }] } } },
      ]),
    ).toEqual([
      ...[[], [], []],
      [
        `${model}.spec.predictor.model.modelformat: no field of V1beta1ModelSpec`,
        `${model}.spec.predictor.model.modelFormat: is required`,
      ],
      [`${model}.spec.predictor.minReplicas: no int`],
      ['V1PodTemplateSpec.spec.containers[0].name: is required'],
    ]);
  });
});

/** The fields of a RayJob with pods. KubeRay's definition is in no package; see integrations/ray/README.md. */
interface RaySpec {
  readonly rayClusterSpec: {
    readonly headGroupSpec: { readonly template: object };
    readonly workerGroupSpecs: readonly { readonly template: object }[];
  };
}
