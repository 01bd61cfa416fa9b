/** The cases that tfjs's test files have registered: their names, and runs of some of them. */
import type { Suite } from 'jasmine-core/lib/jasmine-core/jasmine.js';
import { env, setTimeLimit } from './jasmine.ts';
import { takeKernels } from './kernel-trace.ts';
import type { Outcome } from './outcome.ts';

/** Unique names by jasmine's identifiers, in the order of the files. */
const names = new Map<string, string>();

export function listCases(): string[] {
  if (names.size === 0) nameAll(env.topSuite(), new Map());
  return [...names.values()];
}

function nameAll(suite: Suite, uses: Map<string, number>): void {
  if (suite.children) {
    for (const child of suite.children) nameAll(child, uses);
    return;
  }
  // tfjs names its suites after the environment too.
  const name = suite.getFullName().replaceAll(/ \S+ \{\}/g, '');
  const count = (uses.get(name) ?? 0) + 1;
  uses.set(name, count);
  names.set(suite.id, count === 1 ? name : `${name} (${count})`);
}

/** Runs these cases in their order; to be called once. */
export async function runCases(
  wanted: readonly string[],
  done: (outcome: Outcome) => void,
  timeLimit: number,
): Promise<void> {
  listCases();
  setTimeLimit(timeLimit);
  const all = new Set(wanted);
  const nameOf = ({ id }: { readonly id: string }) => names.get(id) ?? id;
  env.configure({ random: false, specFilter: (spec) => all.has(nameOf(spec)) });
  env.clearReporters();
  env.addReporter({
    specStarted: () => void takeKernels(),
    specDone: (spec) => {
      if (!all.has(nameOf(spec))) return;
      const { status, failedExpectations } = spec;
      done({
        name: nameOf(spec),
        status: status === 'passed' || status === 'failed' ? status : 'skipped',
        message: failedExpectations[0]?.message ?? '',
        kernels: takeKernels(),
      });
    },
  });
  await env.execute();
}
