/** Noise through a generator, batch by batch, to samples. */
import { spreadConditions } from '@ganport/core/internal';
import { elementCount, type HostTensor, type Session } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import type { Sample, SampleKinds } from '../models/sample-kind.ts';
import type { Progress, Replies, Requests } from './protocol.ts';

/** The most samples of a batch where the model takes any number. */
const BATCH = 32;

/** The most values of a batch's samples. */
const BATCH_VALUES = 2 ** 22;

/**
 * @param kinds with that of the model's samples
 * @throws WebError 'unsuitable-model' for an output that holds none; RuntimeError
 */
export async function drawSamples(
  session: Pick<Session, 'run'>,
  spec: NoiseSpec,
  kinds: SampleKinds,
  { noise, labels, conditions }: Requests['draw'],
  onProgress: Progress,
): Promise<Replies['draw']> {
  const length = elementCount(spec.latent);
  const count = noise.length / length;
  const asked =
    conditions ?? (spec.condition && spreadConditions(spec.condition.facts, count)) ?? [];
  const samples: Sample[] = [];
  let { values } = spec;
  let milliseconds = 0;
  while (samples.length < count) {
    const first = samples.length;
    const wanted = Math.min(spec.batch ?? batchOf(values), count - first);
    // A batch of fixed size is filled up with zeros.
    const batch = spec.batch ?? wanted;
    const vectors = new Float32Array(batch * length);
    vectors.set(noise.subarray(first * length, (first + wanted) * length));
    const start = performance.now();
    const output = await run(session, spec, {
      vectors,
      labels: Int32Array.from({ length: batch }, (_, i) => labels?.[first + i] ?? 0),
      conditions: Float32Array.from({ length: batch }, (_, i) => asked[first + i] ?? 1),
    });
    milliseconds += performance.now() - start;
    const drawn = kinds[spec.samples.kind]?.read(output, spec) ?? [];
    values = output.data.length / batch;
    if (drawn.length < wanted) {
      throw unsuitable(`this model makes ${drawn.length} samples of ${batch} noise vectors`);
    }
    samples.push(...drawn.slice(0, wanted));
    onProgress(samples.length, count);
  }
  return { samples, milliseconds };
}

/** As many as fit into memory; one, as long as the values of a sample are not known. */
function batchOf(values = BATCH_VALUES): number {
  return Math.min(BATCH, Math.max(1, Math.floor(BATCH_VALUES / values)));
}

/** Of a batch. */
interface Inputs {
  readonly vectors: Float32Array;
  readonly labels: Int32Array;
  readonly conditions: Float32Array;
}

async function run(
  session: Pick<Session, 'run'>,
  { input, latent, label, condition, output: name }: NoiseSpec,
  { vectors, labels, conditions }: Inputs,
): Promise<HostTensor> {
  const batch = labels.length;
  const output = await session.run(
    {
      [input]: { dtype: 'float32', dims: [batch, ...latent], data: vectors },
      ...(label && { [label.input]: { dtype: 'int32', dims: [batch], data: labels } }),
      ...(condition && {
        [condition.input]: { dtype: 'float32', dims: [batch, 1], data: conditions },
      }),
    },
    [name],
  );
  return output[name] as HostTensor; // It was asked for.
}
