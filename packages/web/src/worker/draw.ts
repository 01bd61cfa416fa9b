/** Noise through a generator, batch by batch, to pictures. */
import { elementCount, type HostTensor, type Session } from '@ganport/runtime';
import { unsuitable } from '../models/ends.ts';
import type { NoiseSpec } from '../models/noise-spec.ts';
import { type Picture, toPictures } from '../pictures/picture.ts';
import type { Progress, Replies, Requests } from './protocol.ts';

/** The most images of a batch where the model takes any number. */
const BATCH = 32;

/** The most values of a batch's images. */
const BATCH_VALUES = 2 ** 22;

/** @throws WebError 'unsuitable-model' for an output that is no image; RuntimeError */
export async function drawPictures(
  session: Pick<Session, 'run'>,
  spec: NoiseSpec,
  { noise, labels }: Requests['draw'],
  onProgress: Progress,
): Promise<Replies['draw']> {
  const length = elementCount(spec.latent);
  const count = noise.length / length;
  const pictures: Picture[] = [];
  let milliseconds = 0;
  while (pictures.length < count) {
    const first = pictures.length;
    const wanted = Math.min(spec.batch ?? batchAfter(pictures, spec), count - first);
    // A batch of fixed size is filled up with zeros.
    const batch = spec.batch ?? wanted;
    const vectors = new Float32Array(batch * length);
    vectors.set(noise.subarray(first * length, (first + wanted) * length));
    const start = performance.now();
    const output = await run(session, spec, {
      vectors,
      labels: Int32Array.from({ length: batch }, (_, i) => labels?.[first + i] ?? 0),
    });
    milliseconds += performance.now() - start;
    const drawn = toPictures(output, spec);
    if (drawn.length < wanted) {
      throw unsuitable(`this model makes ${drawn.length} images of ${batch} noise vectors`);
    }
    pictures.push(...drawn.slice(0, wanted));
    onProgress(pictures.length, count);
  }
  return { pictures, milliseconds };
}

/** As many as fit into memory; one, as long as the size of an image is not known. */
function batchAfter([first]: readonly Picture[], spec: NoiseSpec): number {
  const values = spec.values ?? (first ? 3 * first.width * first.height : BATCH_VALUES);
  const fitting = Math.floor(BATCH_VALUES / values);
  return Math.min(BATCH, Math.max(1, fitting));
}

async function run(
  session: Pick<Session, 'run'>,
  { input, latent, label, output: name }: NoiseSpec,
  { vectors, labels }: { readonly vectors: Float32Array; readonly labels: Int32Array },
): Promise<HostTensor> {
  const batch = labels.length;
  const output = await session.run(
    {
      [input]: { dtype: 'float32', dims: [batch, ...latent], data: vectors },
      ...(label && { [label.input]: { dtype: 'int32', dims: [batch], data: labels } }),
    },
    [name],
  );
  return output[name] as HostTensor; // It was asked for.
}
