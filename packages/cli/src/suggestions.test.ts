/** Suggestions: what other programs call it, slips of the keyboard, and none where nothing is near. */
import { expect, test } from 'vitest';
import { suggestionsFor } from './suggestions.ts';

const flags = [
  ...['--out', '--steps', '--batch-size', '--generator-batch-size', '--blocks', '--data'],
  ...['--data-a', '--data-b', '--generator-learning-rate', '--discriminator-learning-rate'],
  ...['--provider', '--latent', '--seed', '--ema', '--clip', '--crop'],
];
const commands = ['train', 'new', 'generate', 'translate', 'evaluate', 'parity', 'inspect'];

test.each([
  ['--epochs', ['--steps']],
  ['--lr', ['--generator-learning-rate', '--discriminator-learning-rate']],
  ['--batch', ['--batch-size']],
  ['--batchSize', ['--batch-size']],
  ['--batch_size', ['--batch-size']],
  ['--output', ['--out']],
  ['-o', ['--out']],
  ['--dataset=mnist', ['--data']],
  ['--gpu', ['--provider']],
  ['--stepz', ['--steps']],
  ['--lanten', ['--latent']],
  ['--sede', ['--seed']],
  ['--generator', ['--generator-batch-size', '--generator-learning-rate']],
  ['--conjure', []],
  ['--stop-early', []],
  ['--constructor', []],
  ['--', []],
])('%s', (word, expected) => {
  expect(suggestionsFor(word, flags)).toEqual(expected);
});

test.each([
  ['tran', ['train']],
  ['Trian', ['train']],
  ['eval', ['evaluate']],
  ['sample', ['generate']],
  ['run', ['train']],
  ['conjure', []],
])('%s', (word, expected) => {
  expect(suggestionsFor(word, commands)).toEqual(expected);
});
