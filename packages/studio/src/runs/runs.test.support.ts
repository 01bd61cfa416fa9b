/** Run folders for tests: what `ganport train` leaves, without training. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone at the end of the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-studio-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface FakeRun {
  readonly steps?: number;
  /** Steps of the rows of metrics. */
  readonly rows?: readonly number[];
  readonly warnings?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Writes a run below a folder and returns its path. */
export function writeRun(folder: string, id: string, run: FakeRun = {}): string {
  const { steps = 100, rows = [50, 100], warnings = 0, config = {} } = run;
  const path = join(folder, id);
  mkdirSync(join(path, 'samples'), { recursive: true });
  const all = { variant: 'mlp', loss: 'lsgan', data: 'mnist', steps, ...config };
  writeFileSync(join(path, 'config.json'), JSON.stringify(all));
  writeFileSync(join(path, 'metrics.jsonl'), rows.map((step) => `${rowOf(step)}\n`).join(''));
  if (warnings > 0) {
    const message = 'mode collapse: samples hit 1 of 8 modes; start again with --pac 2';
    const line = JSON.stringify({ step: 50, sign: 'mode-collapse', value: 1, message });
    writeFileSync(join(path, 'warnings.jsonl'), `${line}\n`.repeat(warnings));
  }
  return path;
}

/** A row of metrics.jsonl. */
export function rowOf(step: number): string {
  return JSON.stringify({ step, dLoss: 1, gLoss: 1 / step, dAccuracy: 0.5, secondsPerStep: 0.1 });
}

/** Writes a file and its folders. */
export function writeText(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
