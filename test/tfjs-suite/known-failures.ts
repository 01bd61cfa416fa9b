/**
 * The cases that are known to fail on the onnx backend, each with its reason, in a file of the
 * repository: a change may make the list shorter, never fail a case outside it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { reasonOf } from './reasons.ts';
import type { Outcome } from './run.ts';

export type KnownFailures = Readonly<Record<string, string>>;

export interface Verdict {
  readonly passed: number;
  /** Failures that nobody has expected. */
  readonly failed: readonly Outcome[];
  /** Expected failures, and cases that jasmine was told to leave out. */
  readonly skipped: number;
  /** Expected to fail, but passed: the list is out of date. */
  readonly improved: readonly string[];
}

export function judge(outcomes: readonly Outcome[], known: KnownFailures): Verdict {
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

export function readKnownFailures(path: string): KnownFailures {
  return JSON.parse(readFileSync(path, 'utf8')) as KnownFailures;
}

/** Replaces the list by what has failed now. */
export function writeKnownFailures(path: string, outcomes: readonly Outcome[]): void {
  const failed = outcomes
    .filter(({ status }) => status === 'failed')
    .map(({ name, message }) => [name, reasonOf(message)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(Object.fromEntries(failed), null, 2)}\n`);
  renameSync(temporary, path);
}
