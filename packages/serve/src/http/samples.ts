/** GET /images.png, /samples.wav and others: samples of a generator as one file. */
import type { DataKind } from '@ganport/core';
import { conditionText, dataKinds } from '@ganport/core/internal';
import { type NoiseGenerator, planSheet } from '@ganport/lab';
import { wantedClasses } from '@ganport/lab/internal';
import type { ServeLimits } from '../limits.ts';
import type { ServedModel } from '../models/served-model.ts';
import { HttpProblem } from '../problem.ts';
import type { SampleFile } from './sample-files.ts';
import { readSampleQuery, type SampleQuery } from './sample-query.ts';

/**
 * @throws HttpProblem 400 for a parameter that does not fit, 404 where no generator of such samples is served;
 * RuntimeError
 */
export async function drawSamples(
  file: SampleFile,
  models: ReadonlyMap<string, ServedModel>,
  query: URLSearchParams,
  { maxBatch }: Pick<ServeLimits, 'maxBatch'>,
): Promise<Uint8Array> {
  const asked = readSampleQuery(query, maxBatch);
  const generator = generatorOf(file, models, asked.model);
  const { latent, noise, condition } = generator;
  const { seed, count, truncation, conditions } = asked;
  if (conditions && !condition) throw bad('condition: the generator has no input of conditions');
  const drawing = planSheet({
    ...{ seed, count, latent, noise, ...classesOf(generator, asked) },
    ...(truncation !== undefined && { truncation }),
  });
  const { columns, labels } = drawing;
  if (!conditions || !condition) {
    const samples = await generator.draw(drawing);
    const { classes } = generator;
    return file.format.encode(samples, columns, { classes, ...(labels && { labels }) });
  }
  const turns = Int32Array.from({ length: count }, (_, i) => i % conditions.length);
  const values = Float32Array.from(turns, (turn) => conditions[turn] ?? NaN);
  const samples = await generator.draw({ ...drawing, conditions: values });
  const classes = conditions.map((value) => conditionText(condition, value));
  return file.format.encode(samples, columns, { classes, labels: turns });
}

/** The classes of the samples: those that are asked for in turn, otherwise those that the kind draws, or all. */
function classesOf(generator: NoiseGenerator, { labels: names, seed, count }: SampleQuery) {
  const labels = wantedClasses(generator, names);
  const { drawClasses }: DataKind = dataKinds[generator.kind];
  const labelOfEach =
    labels && names === undefined ? drawClasses?.(generator.settings, seed, count) : undefined;
  return { ...(labels && { labels }), labelOfEach };
}

function generatorOf(
  { format, path }: SampleFile,
  models: ReadonlyMap<string, ServedModel>,
  name: string | null,
): NoiseGenerator {
  const generators = [...models.values()].flatMap(({ name: own, generator }) =>
    generator && format.kinds.includes(generator.kind) ? [{ own, generator }] : [],
  );
  const found = name === null ? generators : generators.filter(({ own }) => own === name);
  const [first] = found;
  const all = generators.map(({ own }) => own).join(', ') || 'none';
  if (!first) throw new HttpProblem(404, `no such generator for ${path}; there are: ${all}`);
  if (found.length > 1) throw bad(`model must be one of ${all}`);
  return first.generator;
}

function bad(message: string): HttpProblem {
  return new HttpProblem(400, message);
}
