/** `ganport compare` on small runs: text, JSON and a page. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport } from './support/here.ts';

const folder = temporaryFolder();

beforeAll(() => {
  for (const [name, seed, losses] of [
    ['one', 1, [4, 3, 2]],
    ['two', 2, [1, 2]],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(
      join(folder, name, 'config.json'),
      JSON.stringify({ variant: 'mlp', seed, steps: 30 }),
    );
    const rows = losses.map((gLoss, i) => {
      const row = {
        step: 10 * (i + 1),
        gLoss,
        dLoss: 1,
        dAccuracy: 0.5,
        secondsPerStep: 1,
        fid: gLoss,
      };
      return `${JSON.stringify(row)}\n`;
    });
    writeFileSync(join(folder, name, 'metrics.jsonl'), rows.join(''));
  }
});

test('prints what differs, the metrics and curves', async () => {
  const { code, stdout, stderr } = await ganport(folder, ['compare', 'one', 'two']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('A  one  mlp, 30 steps\nB  two  mlp, step 20 of 30\n');
  expect(stdout).toMatch(/settings that differ\n +A +B\nseed +1 +2\n\n/);
  expect(stdout).toMatch(/Fréchet distance \(FID\) ▼ +2 +2\n +best, at step +2 at 30 +1 at 10\n/);
  expect(stdout).toMatch(/\n4 │ +A/);
  expect(stdout).toMatch(/warnings\nnone\n/);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
});

test('--json has everything', async () => {
  const { code, stdout } = await ganport(folder, ['compare', 'one', 'two', '--json']);
  const { runs, settings, metrics } = JSON.parse(stdout);
  expect([code, runs.length, runs[0].rows.length]).toEqual([0, 2, 3]);
  expect(settings).toEqual([{ field: 'seed', values: [1, 2] }]);
  expect(metrics[0]).toMatchObject({ name: 'fid', better: 'lower' });
});

test('--html writes one page', async () => {
  const { code, stderr } = await ganport(folder, ['compare', 'one', 'two', '--html', 'page.html']);
  expect([code, stderr]).toEqual([0, 'wrote page.html\n']);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('<h1>2 runs compared</h1>');
});

test('text of a run stays on its line and sends nothing to the terminal', async () => {
  mkdirSync(join(folder, 'hostile'));
  const config = { variant: 'mlp\n\u001b[2Jgone', seed: 'a\nb', steps: 30 };
  writeFileSync(join(folder, 'hostile', 'config.json'), JSON.stringify(config));
  const { stdout } = await ganport(folder, ['compare', 'one', 'hostile']);
  expect(stdout).toContain('B  hostile  mlp\\n\\x1b[2Jgone, no metrics yet\n');
  expect(stdout).toMatch(/\nseed +1 +a\\nb\n/);
});

test('a damaged run is a warning; a folder without a run is an error, and nothing is written', async () => {
  mkdirSync(join(folder, 'damaged'));
  writeFileSync(join(folder, 'damaged', 'config.json'), '{');
  const damaged = await ganport(folder, ['compare', 'one', 'damaged']);
  expect(damaged.code).toBe(0);
  expect(damaged.stderr).toMatch(/^warning: damaged\/config\.json: not JSON .*\n$/);
  const args = ['compare', 'one', 'nowhere', '--html', 'other.html'];
  const missing = await ganport(folder, args);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toMatch(/^ganport: nowhere: not the folder of a run .*\n$/);
  expect(readdirSync(folder)).not.toContain('other.html');
  const wrong = await ganport(folder, ['compare', 'one', 'two', '--html', 'one/config.json']);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('It must end in .html')]);
  expect((await ganport(folder, ['compare', 'one'])).code).toBe(2);
});
