/**
 * What the suite gave on each provider, in files of the repository: a change may make the list of
 * failures shorter, never fail a case outside it. SUPPORT.md is made of these files.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './harness/outcome.ts';
import { reasonOf } from './reasons.ts';
import type { SuiteProvider } from './options.ts';

export interface Results {
  readonly passed: number;
  /** Cases that tfjs's own files switch off. */
  readonly skipped: number;
  /** The cases that failed, with the kind of failure. */
  readonly failed: Readonly<Record<string, string>>;
  /** Each kernel that ran, with the number of passed cases that called it. */
  readonly kernels: Readonly<Record<string, number>>;
}

export interface Verdict {
  readonly passed: number;
  /** Failures that nobody has expected. */
  readonly failed: readonly Outcome[];
  /** Expected failures, and cases that are switched off. */
  readonly skipped: number;
  /** Expected to fail, but passed: the list is out of date. */
  readonly improved: readonly string[];
}

export function judge(
  outcomes: readonly Outcome[],
  { failed: known }: Pick<Results, 'failed'>,
): Verdict {
  const isKnown = ({ name }: Outcome) => Object.hasOwn(known, name);
  const passed = outcomes.filter(({ status }) => status === 'passed');
  const failed = outcomes.filter((outcome) => outcome.status === 'failed' && !isKnown(outcome));
  return {
    passed: passed.length,
    failed,
    skipped: outcomes.length - passed.length - failed.length,
    improved: passed.filter(isKnown).map(({ name }) => name),
  };
}

export function summarize(outcomes: readonly Outcome[]): Results {
  const count = (status: Outcome['status']) =>
    outcomes.filter((outcome) => outcome.status === status).length;
  const kernels = new Map<string, number>();
  for (const { status, kernels: called } of outcomes) {
    for (const kernel of called) {
      kernels.set(kernel, (kernels.get(kernel) ?? 0) + (status === 'passed' ? 1 : 0));
    }
  }
  const failed = outcomes.flatMap(({ name, status, message }) =>
    status === 'failed' ? [[name, reasonOf(message)] as const] : [],
  );
  return {
    passed: count('passed'),
    skipped: count('skipped'),
    failed: sorted(failed),
    kernels: sorted([...kernels]),
  };
}

const sorted = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));

const fileOf = (folder: string, provider: SuiteProvider) => join(folder, `${provider}.json`);

export function readResults(folder: string, provider: SuiteProvider): Results {
  return JSON.parse(readFileSync(fileOf(folder, provider), 'utf8')) as Results;
}

/** @returns the path of the file */
export function writeResults(folder: string, provider: SuiteProvider, results: Results): string {
  const path = fileOf(folder, provider);
  writeFileSync(`${path}.new`, `${JSON.stringify(results, null, 2)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}
