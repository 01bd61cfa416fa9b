import { expect, test } from 'vitest';
import { RANDOMNESS } from '../random/random-source.ts';
import { checkResumable, hashConfig } from './resumable.ts';

const header = {
  step: 200,
  seed: 1,
  configHash: await hashConfig({ model: 'dcgan' }),
  randomness: RANDOMNESS,
  dataOrder: { dataset: 'mnist (train)', size: 60_000, batchSize: 64 },
  versions: {},
};

test('the hash of a configuration does not depend on the order of its settings', async () => {
  expect(await hashConfig({ a: 1, b: { c: [1, 2], d: null } })).toBe(
    await hashConfig({ b: { d: null, c: [1, 2] }, a: 1 }),
  );
  expect(await hashConfig({ a: 1, b: [1, 2] })).not.toBe(await hashConfig({ a: 1, b: [2, 1] }));
  // printf '{"a":1,"b":"x"}' | sha256sum
  expect(await hashConfig({ b: 'x', a: 1 })).toBe(
    'ecf9e98ec0641e23113ff3ce8bdc78d0ddd249886517fd4a7f68cc83d4e65667',
  );
});

test('a run continues from its own checkpoint', () => {
  expect(() => checkResumable(header, header)).not.toThrow();
});

test.each([
  [{ seed: 2 }, 'the seed 1, this run 2'],
  [
    { dataOrder: { ...header.dataOrder, dataset: 'cats' } },
    'the data set mnist (train), this run cats',
  ],
  [{ dataOrder: { ...header.dataOrder, size: 10 } }, 'the number of samples 60000, this run 10'],
  [{ dataOrder: { ...header.dataOrder, batchSize: 32 } }, 'the batch size 64, this run 32'],
  [{ configHash: await hashConfig({ model: 'mlp' }) }, 'the configuration'],
])('a run with %o is refused', (change, message) => {
  expect(() => checkResumable(header, { ...header, ...change })).toThrow(
    `resume at step 200: the checkpoint has ${message}`,
  );
});

test('a checkpoint of other random numbers is refused', () => {
  expect(() => checkResumable({ ...header, randomness: 'dice' }, header)).toThrow(
    `the random numbers dice, this run ${RANDOMNESS}`,
  );
});
