/** One grid: noise from a seed, through the session, to pictures. */
import { sampleNoise } from '@ganport/core';
import type { HostTensor, Session } from '@ganport/runtime';
import { notGenerator, type GeneratorSpec } from './generator-spec.ts';
import { toPictures, type Picture } from './pixels.ts';

export interface Generated {
  readonly pictures: readonly Picture[];
  /** Of ONNX Runtime alone, noise and drawing left out. */
  readonly secondsPerImage: number;
}

/**
 * The same noise as `ganport generate` makes of that seed.
 *
 * @param label the class of all images by number; undefined for all classes in turn
 * @throws PageError `not-a-generator`, RuntimeError `run-failed`
 */
export async function generate(
  session: Pick<Session, 'run'>,
  spec: GeneratorSpec,
  { seed, label }: { readonly seed: number; readonly label: number | undefined },
  count: number,
): Promise<Generated> {
  const batch = spec.batch ?? count;
  const runs = Math.ceil(count / batch);
  const length = spec.latent.reduce((product, size) => product * size, 1);
  const { data } = sampleNoise(seed, runs * batch, length);
  const { mean, stddev } = spec.noise;
  const noise = Float32Array.from(data as Float32Array, (value) => mean + stddev * value);

  const pictures: Picture[] = [];
  let milliseconds = 0;
  for (let run = 0; run < runs; run++) {
    const size = batch * length;
    const feed: HostTensor = {
      dtype: 'float32',
      dims: [batch, ...spec.latent],
      data: noise.subarray(run * size, (run + 1) * size),
    };
    const labels = spec.label && labelsOf(spec.label.classes.length, label, run * batch, batch);
    const feeds = {
      [spec.input]: feed,
      ...(spec.label && labels && { [spec.label.input]: labels }),
    };
    const start = performance.now();
    const results = await session.run(feeds, [spec.output]);
    milliseconds += performance.now() - start;
    const output = results[spec.output];
    if (!output) throw notGenerator(`output ${spec.output} was not computed`);
    pictures.push(...toPictures(output, spec));
  }
  return {
    pictures: pictures.slice(0, count),
    secondsPerImage: milliseconds / 1000 / (runs * batch),
  };
}

/** The labels of `batch` images from number `first`: one class, or all in turn. */
function labelsOf(
  classes: number,
  label: number | undefined,
  first: number,
  batch: number,
): HostTensor {
  const data = Int32Array.from({ length: batch }, (_, i) => label ?? (first + i) % classes);
  return { dtype: 'int32', dims: [batch], data };
}
