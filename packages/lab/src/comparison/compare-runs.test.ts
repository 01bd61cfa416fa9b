/** Comparisons of run folders that are written by hand: whole, just begun, damaged, hostile. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writePng } from '../imaging/encode-image.ts';
import { compareRuns } from './compare-runs.ts';
import { comparisonPage } from './page.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganport-compare-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Files {
  readonly config?: unknown;
  readonly rows?: readonly Readonly<Record<string, number>>[];
  readonly warnings?: readonly object[];
}

const common = { dLoss: 1, gLoss: 2, dAccuracy: 0.5, secondsPerStep: 0.1 };
const warning = { step: 20, sign: 'mode-collapse', value: 1, message: 'mode collapse: few modes' };

/** Writes a run folder and returns its path. */
function run(name: string, { config, rows, warnings }: Files): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'samples'), { recursive: true });
  const lines = (all: readonly object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('');
  writeFileSync(join(path, 'config.json'), JSON.stringify(config ?? { variant: 'dcgan' }));
  if (rows) {
    const whole = rows.map((row) => ({ ...common, ...row }));
    writeFileSync(join(path, 'metrics.jsonl'), lines(whole));
  }
  if (warnings) writeFileSync(join(path, 'warnings.jsonl'), lines(warnings));
  return path;
}

const first = () =>
  run('first', {
    config: { variant: 'dcgan', seed: 1, steps: 30, width: 1, classNames: ['a', 'b'] },
    rows: [
      { step: 10, fid: 9, modesHit: 4 },
      { step: 20, fid: 3, modesHit: 4 },
      { step: 30, fid: 5, modesHit: 2 },
    ],
    warnings: [warning],
  });
const second = () =>
  run('second', {
    config: { variant: 'mlp', seed: 1, steps: 90, width: 1, latent: 8, classNames: ['a', 'b'] },
    rows: [{ step: 10, dLoss: 4 }],
  });

describe('compareRuns', () => {
  test('settings that differ, in the order of config.json, with those that one run lacks', async () => {
    const { settings } = await compareRuns([first(), second()]);
    expect(settings).toEqual([
      { field: 'variant', values: ['dcgan', 'mlp'] },
      { field: 'steps', values: [30, 90] },
      { field: 'latent', values: [undefined, 8] },
    ]);
  });

  test('the last and the first best value of each metric; losses have no best', async () => {
    const { metrics, runs } = await compareRuns([first(), second()]);
    const metric = (name: string) => metrics.find((one) => one.name === name)?.runs;
    expect(metric('fid')).toEqual([
      { last: { value: 5, step: 30 }, best: { value: 3, step: 20 } },
      undefined,
    ]);
    expect(metric('modesHit')?.[0]?.best).toEqual({ value: 4, step: 10 });
    expect(metric('dLoss')).toEqual([
      { last: { value: 1, step: 30 } },
      { last: { value: 4, step: 10 } },
    ]);
    expect(metrics[0]?.name).toBe('fid');
    expect(runs.map(({ step, steps }) => [step, steps])).toEqual([
      [30, 30],
      [10, 90],
    ]);
    expect(runs[0]?.warnings).toEqual([warning]);
  });

  test('a run that has just begun has no metrics, and differs in its settings only', async () => {
    const begun = run('begun', { config: { variant: 'dcgan', seed: 2 } });
    const { runs, settings, metrics } = await compareRuns([begun, first()]);
    expect(runs[0]).toMatchObject({ step: 0, rows: [], warnings: [], problems: [] });
    expect(settings).toContainEqual({ field: 'seed', values: [2, 1] });
    expect(metrics.every(({ runs: [none] }) => none === undefined)).toBe(true);
  });

  test('a damaged run names its files and takes part with what is whole', async () => {
    const damaged = run('damaged', { rows: [{ step: 10 }], warnings: [warning] });
    writeFileSync(join(damaged, 'config.json'), '{"variant": ');
    writeFileSync(join(damaged, 'metrics.jsonl'), 'no json\n');
    const { runs, settings, metrics } = await compareRuns([damaged, first()]);
    expect(runs[0]?.problems).toEqual([
      expect.stringMatching(/damaged.config\.json: not JSON/),
      expect.stringMatching(/damaged.metrics\.jsonl: line 1 is no row of metrics/),
    ]);
    expect(runs[0]?.warnings).toEqual([warning]);
    expect(settings).toEqual([]);
    expect(metrics.find(({ name }) => name === 'fid')?.runs[1]?.last.value).toBe(5);
    writeFileSync(join(damaged, 'config.json'), '[1]');
    expect((await compareRuns([damaged, first()])).runs[0]?.problems[0]).toMatch(/is no object/);
  });

  test('what is no comparison is refused', async () => {
    const path = first();
    await expect(compareRuns([path])).rejects.toThrow(/takes 2 to 26 runs \(got 1\)/);
    await expect(compareRuns([path, `${path}/.`])).rejects.toThrow(/is named twice/);
    await expect(compareRuns([path, folder])).rejects.toThrow(/not the folder of a run/);
  });

  test('fields named like parts of Object are fields', async () => {
    const hostile = run('hostile', { rows: [{ step: 10, constructor: 7 }] });
    writeFileSync(join(hostile, 'config.json'), '{"__proto__": {"x": 1}, "toString": 5}');
    const { settings, metrics } = await compareRuns([hostile, first()]);
    expect(settings).toContainEqual({ field: '__proto__', values: [{ x: 1 }, undefined] });
    expect(settings).toContainEqual({ field: 'toString', values: [5, undefined] });
    expect(metrics.find(({ name }) => name === 'constructor')?.runs).toEqual([
      { last: { value: 7, step: 10 } },
      undefined,
    ]);
  });
});

describe('comparisonPage', () => {
  test('has the pictures as data, a policy without scripts, and nothing from elsewhere', async () => {
    const paths = [first(), second()];
    const gray = { width: 2, height: 1, channels: 1, data: new Uint8Array([0, 255]) } as const;
    await writePng(join(paths[0] ?? '', 'samples', 'step-000010.png'), gray);
    await writePng(join(paths[0] ?? '', 'samples', 'step-000030.png'), gray);
    const page = await comparisonPage(await compareRuns(paths));
    expect(page.match(/<img [^>]*>/g)).toEqual([
      expect.stringMatching(
        /alt="samples of .*first at step 30" width="2" height="1" src="data:image\/png;base64,[A-Za-z0-9+/=]+"/,
      ),
    ]);
    expect(page).toContain(
      'content="default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-',
    );
    expect(page).not.toMatch(/<script|<link|@import|url\(|https?:/);
    expect(page).toContain('no samples yet');
    expect(page).toContain('mode collapse: few modes');
    expect(page.match(/<figure><figcaption>discriminator loss/g)?.length).toBe(1);
  });

  test('text of runs cannot become markup', async () => {
    const attack = '"><img src=x onerror=alert(1)>\u202e\u001b[31m';
    const hostile = run('<script>alert(1)<', {
      config: { variant: attack, [attack]: { [attack]: 1 } },
      rows: [{ step: 10, [attack]: 3 }],
      warnings: [{ ...warning, message: attack }],
    });
    writeFileSync(join(hostile, 'samples', 'step-000010.png'), 'no picture');
    const page = await comparisonPage(await compareRuns([hostile, first()]));
    expect(page).not.toMatch(/<img|<script|\p{Cf}|\p{Cc}\[/u);
    expect(page).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
    expect(page).toContain('the picture cannot be read');
  });
});
