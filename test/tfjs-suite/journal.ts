/** The outcomes of a run as they come, one line each, so that a stopped run can go on. */
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './harness/outcome.ts';
import { compiledFolder } from './paths.ts';

export interface Journal {
  /** Of the run before, when it is resumed. */
  readonly before: readonly Outcome[];
  add(outcome: Outcome): void;
}

export function openJournal(provider: string, resume: boolean): Journal {
  const path = join(compiledFolder, `journal-${provider}.jsonl`);
  const add = (outcome: Outcome) => appendFileSync(path, `${JSON.stringify(outcome)}\n`);
  if (resume && existsSync(path)) return { before: readOutcomes(path), add };
  rmSync(path, { force: true });
  return { before: [], add };
}

/** Only whole lines count: the last one may have been cut. */
function readOutcomes(path: string): Outcome[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Outcome);
}
