/** Something that runs cases: this process, or pages of Chromium. */
import type { Outcome } from './harness/outcome.ts';

export interface Runner {
  listCases(): Promise<readonly string[]>;
  /** @param done called once for each case, in order */
  runCases(names: readonly string[], done: (outcome: Outcome) => void): Promise<void>;
  close(): Promise<void>;
}
