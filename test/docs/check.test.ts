/** The documents' checks find what is wrong, and nothing is wrong with the documents. */
import { expect, test } from 'vitest';
import { wrongCommandLines } from '../../scripts/docs/command-lines.mjs';
import { deadLinks, documents, generatedPages } from '../../scripts/docs/links.mjs';
import { parseMarkdown } from '../../scripts/docs/markdown.mjs';

const page = (text: string, file = 'docs/guides/test.md') => [parseMarkdown(file, text)];

test('the documents have no dead link and no wrong command line', async () => {
  const pages = documents();
  expect(pages.length).toBeGreaterThan(20);
  expect(deadLinks(pages, await generatedPages())).toEqual([]);
  expect(await wrongCommandLines(pages)).toEqual([]);
});

test.each([
  '[a](data.md)',
  '[a](data.md#two-domains)',
  '[a](../figures/bench.md#translation-augmentation)', // of the file that the page includes
  '[a](/start/)',
  '[a](https://example.org/nothing)',
  '`[a](nothing.md)`',
  '```md\n[a](nothing.md)\n```',
  '[a](../reference/api/export.md)',
  '[a](../reference/commands/train.md)',
  '[a](https://github.com/ganport/ganport/blob/main/docs/plots/make-game.mjs)',
])('nothing is wrong with the link in %j', async (text) => {
  expect(deadLinks(page(text), await generatedPages())).toEqual([]);
});

test.each([
  ['[a](nothing.md)', 'no such file'],
  ['![a](../images/nothing.png)', 'no such file'],
  ['[a](data.md#nothing)', 'no such heading'],
  ['[a](#nothing)', 'no such heading'],
  ['[a](../reference/api/nothing.md)', 'no such file'],
  ['[a](../reference/commands/fly.md)', 'no such file'],
  ['[a](https://github.com/ganport/ganport/blob/main/nothing.md)', 'no such file'],
  ['    link: /nowhere/', 'no such file'],
])('the link in %j: %s', async (text, problem) => {
  expect(deadLinks(page(text), await generatedPages())).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'ganport train dcgan --out runs/a --pac 2',
  'npx ganport generate runs/a --count=5 && npx ganport doctor',
  'ganport setup tfjs-node --gpu',
  'ganport train VARIANT --out RUN',
])('nothing is wrong with the command line %j', async (line) => {
  expect(await wrongCommandLines(page(`\`\`\`sh\n${line}\n\`\`\``))).toEqual([]);
});

test.each([
  ['ganport fly', 'no command fly'],
  ['ganport train dcgan --out runs/a --wings 2', 'no flag --wings'],
  ['ganport train birdgan --out runs/a', 'variant birdgan: '],
  ['ganport setup opencl', 'too many arguments'],
  ['ganport train dcgan --out runs/a --regularizer happiness', '--regularizer is one of'],
  ['ganport train dcgan --out runs/a --steps many', '--steps many: It must be a whole number'],
  ['ganport train dcgan --out', '--out wants a value'],
  ['ganport inspect a.onnx b.onnx', 'too many arguments'],
  ['ganport train dcgan', 'no --out'],
])('the command line %j: %s', async (line, problem) => {
  expect(await wrongCommandLines(page(`\`\`\`sh\n${line}\n\`\`\``))).toEqual([
    expect.stringContaining(problem),
  ]);
});

test('flags and commands within a sentence are checked', async () => {
  const text =
    'Use `--pac 2`, `ganport evaluate` or `ganport train --resume`. Not `--wings 2`, not `ganport fly`.';
  expect(await wrongCommandLines(page(text))).toEqual([
    expect.stringContaining('--wings'),
    expect.stringContaining('no command fly'),
  ]);
});
