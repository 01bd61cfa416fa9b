/** Manifests of KServe: an InferenceService whose predictor is Triton with a model repository. */
import { stringify } from 'yaml';
import { ServeError } from '../errors.ts';

export interface ManifestOptions {
  /** The name of the service. */
  readonly name: string;
  /** Where the model repository is: `s3://`, `gs://`, `pvc://`, `https://` and others that KServe reads. */
  readonly storageUri: string;
  readonly device?: 'cpu' | 'cuda';
  /** Copies of the server; 1 to 1 unless given. */
  readonly minReplicas?: number;
  readonly maxReplicas?: number;
  /** Of each copy, in Kubernetes' units; 1 and 2Gi unless given. */
  readonly cpu?: string;
  readonly memory?: string;
}

/** A name of Kubernetes (RFC 1035), short enough for what KServe appends to it. */
const names = /^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$/;
const schemes = /^(?:s3|gs|pvc|https?|hf|hdfs|webhdfs|abfs|oci):\/\/[^\s\p{Cc}]+$/u;
const quantities = /^\d+(?:\.\d+)?(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/**
 * An InferenceService of `serving.kserve.io/v1beta1` as YAML, for KServe's own runtime `kserve-tritonserver`
 * over protocol v2.
 *
 * @throws ServeError 'bad-argument' for a name, address or amount that Kubernetes refuses
 * @example
 * kserveManifest({ name: 'digits', storageUri: 's3://models/digits' });
 */
export function kserveManifest(options: ManifestOptions): string {
  const { name, storageUri, device = 'cpu', minReplicas = 1 } = options;
  const { maxReplicas = Math.max(1, minReplicas), cpu = '1', memory = '2Gi' } = options;
  check(names, 'name', name, 'small letters, digits and dashes, at most 50, from a letter on');
  check(schemes, 'storageUri', storageUri, 'an address such as s3://bucket/models');
  check(quantities, 'cpu', cpu, 'an amount of Kubernetes, such as 2 or 500m');
  check(quantities, 'memory', memory, 'an amount of Kubernetes, such as 2Gi');
  if (maxReplicas < minReplicas) {
    throw new ServeError('bad-argument', `maxReplicas: ${maxReplicas} is below minReplicas`);
  }
  const amounts = { cpu, memory };
  return stringify({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name },
    spec: {
      predictor: {
        minReplicas,
        maxReplicas,
        model: {
          modelFormat: { name: 'onnx' },
          runtime: 'kserve-tritonserver',
          protocolVersion: 'v2',
          storageUri,
          resources: {
            requests: amounts,
            limits: { ...amounts, ...(device === 'cuda' && { 'nvidia.com/gpu': '1' }) },
          },
        },
      },
    },
  });
}

function check(pattern: RegExp, what: string, value: string, rule: string): void {
  if (pattern.test(value)) return;
  throw new ServeError('bad-argument', `${what} '${value.slice(0, 100)}' must be ${rule}`);
}
