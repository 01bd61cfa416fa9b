/** The query of a request for samples: its parameters with their help for the OpenAPI document, and reading them. */
import { HttpProblem } from '../problem.ts';

/** As many as `ganport generate` draws. */
const USUAL_COUNT = 25;

/** Of a class; suggestions for longer ones would take long. */
const LONGEST_NAME = 200;

/** Each with its description and its JSON schema. */
export const sampleParameters = [
  ['seed', 'Where the noise comes from; 1 unless given.', { type: 'integer', minimum: 0 }],
  [
    'label',
    'Classes by name or number, with commas; all in turn unless given, of rows as in the data.',
    { type: 'string' },
  ],
  [
    'condition',
    'What samples follow, with commas, in the unit of the data; like those of the data unless given.',
    { type: 'string' },
  ],
  ['count', 'The number of samples; 25 unless given.', { type: 'integer', minimum: 1 }],
  ['truncation', 'Noise beyond it is drawn again.', { type: 'number', minimum: 0.01 }],
  ['model', 'The generator, where several make such samples.', { type: 'string' }],
] as const;

const known = sampleParameters.map(([name]) => name);

export interface SampleQuery {
  readonly seed: number;
  readonly count: number;
  readonly model: string | null;
  readonly labels: readonly string[] | undefined;
  readonly conditions: readonly number[] | undefined;
  readonly truncation: number | undefined;
}

/** @throws HttpProblem 400 */
export function readSampleQuery(query: URLSearchParams, most: number): SampleQuery {
  for (const name of query.keys()) {
    if (!(known as readonly string[]).includes(name)) {
      throw bad(`no parameter ${name.slice(0, 50)}, only ${known.join(', ')}`);
    }
    if (query.getAll(name).length > 1) throw bad(`${name} is there twice; give lists with commas`);
  }
  const usual = Math.min(USUAL_COUNT, most);
  const count = wholeNumber('count', query.get('count') ?? `${usual}`, 1, most);
  const seed = wholeNumber('seed', query.get('seed') ?? '1', 0, Number.MAX_SAFE_INTEGER);
  const labels = query.get('label')?.split(',');
  if (labels && (labels.length > count || labels.some((name) => name.length > LONGEST_NAME))) {
    throw bad(
      `label must have at most ${count} names, as many as samples, of ${LONGEST_NAME} letters`,
    );
  }
  const conditions = query.get('condition')?.split(',').map(Number);
  if (conditions && (labels || conditions.length > count || !conditions.every(isAmount))) {
    throw bad(`condition must be at most ${count} numbers above 0, without label`);
  }
  const text = query.get('truncation');
  const truncation = text === null ? undefined : Number(text);
  if (truncation !== undefined && !(truncation >= 0.01)) {
    throw bad(`truncation must be a number of at least 0.01, got '${text?.slice(0, 20)}'`);
  }
  return { seed, count, model: query.get('model'), labels, conditions, truncation };
}

function isAmount(value: number): boolean {
  return value > 0 && Number.isFinite(Math.fround(value));
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= min && value <= max) return value;
  throw bad(`${name} must be a whole number from ${min} to ${max}, got '${text.slice(0, 20)}'`);
}

function bad(message: string): HttpProblem {
  return new HttpProblem(400, message);
}
