/** GET /images.png: images of a generator as one picture. */
import { encodeSheet, planSheet } from '@ganport/lab';
import { wantedClasses } from '@ganport/lab/internal';
import type { ServeLimits } from '../limits.ts';
import type { ServedModel } from '../models/served-model.ts';
import { HttpProblem } from '../problem.ts';

/** As many as `ganport generate` draws. */
const USUAL_COUNT = 25;

/** Of a class; suggestions for longer ones would take long. */
const LONGEST_NAME = 200;

const known = ['model', 'seed', 'label', 'count', 'truncation'];

/**
 * @throws HttpProblem 400 for a parameter that does not fit, 404 where no generator is served; RuntimeError
 */
export async function drawImages(
  models: ReadonlyMap<string, ServedModel>,
  query: URLSearchParams,
  { maxBatch }: Pick<ServeLimits, 'maxBatch'>,
): Promise<Uint8Array> {
  for (const name of query.keys()) {
    if (!known.includes(name)) throw bad(`no parameter ${name}, only ${known.join(', ')}`);
  }
  const generator = generatorOf(models, query.get('model'));
  const usual = Math.min(USUAL_COUNT, maxBatch);
  const count = wholeNumber('count', query.get('count') ?? `${usual}`, 1, maxBatch);
  const seed = wholeNumber('seed', query.get('seed') ?? '1', 0, Number.MAX_SAFE_INTEGER);
  const names = query.get('label')?.split(',');
  if (names && (names.length > count || names.some((name) => name.length > LONGEST_NAME))) {
    throw bad(
      `label must have at most ${count} names, as many as images, of ${LONGEST_NAME} letters`,
    );
  }
  const text = query.get('truncation');
  const truncation = text === null ? undefined : Number(text);
  if (truncation !== undefined && !(truncation >= 0.01)) {
    throw bad(`truncation must be a number of at least 0.01, got '${text}'`);
  }
  const labels = wantedClasses(generator, names);
  const { latent, classes } = generator;
  const drawing = planSheet({
    ...{ seed, count, latent },
    ...(labels && { labels }),
    ...(truncation !== undefined && { truncation }),
  });
  const images = await generator.draw(drawing);
  const { labels: drawn } = drawing;
  return encodeSheet(images, drawing.columns, { classes, ...(drawn && { labels: drawn }) });
}

function generatorOf(models: ReadonlyMap<string, ServedModel>, name: string | null) {
  const generators = [...models.values()].filter(({ generator }) => generator);
  const found = name === null ? generators : generators.filter((model) => model.name === name);
  const [{ generator } = {}] = found;
  const all = generators.map((model) => model.name).join(', ') || 'none';
  if (!generator) throw new HttpProblem(404, `no such generator; there are: ${all}`);
  if (found.length > 1) throw bad(`model must be one of ${all}`);
  return generator;
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= min && value <= max) return value;
  throw bad(`${name} must be a whole number from ${min} to ${max}, got '${text.slice(0, 20)}'`);
}

function bad(message: string): HttpProblem {
  return new HttpProblem(400, message);
}
