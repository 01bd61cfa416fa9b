/** The suite in a page, run from Node by page-runner.ts. */
import '../harness/jasmine.ts';
import 'virtual:tests';
import { listCases, runCases } from '../harness/cases.ts';
import type { Outcome } from '../harness/outcome.ts';

declare global {
  /** Given by page-runner.ts. */
  function caseDone(outcome: Outcome): Promise<void>;
}

Object.assign(globalThis, {
  listCases,
  // Ends when Node has every outcome.
  runCases: async (names: readonly string[], timeLimit: number) => {
    let sent: Promise<unknown> = Promise.resolve();
    await runCases(names, (outcome) => void (sent = caseDone(outcome)), timeLimit);
    await sent;
  },
});
