/** Runs a bundle of tests with jasmine and gathers what became of each case. */
import Jasmine from 'jasmine';

export interface Outcome {
  /** The suites around the case and the case itself; unlike jasmine's names, never given twice. */
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** The first expectation that did not hold. */
  readonly message: string;
}

export async function runBundle(bundle: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const uses = new Map<string, number>();
  const unique = (name: string) => {
    const count = (uses.get(name) ?? 0) + 1;
    uses.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
  const jasmine = new Jasmine();
  jasmine.exitOnCompletion = false;
  jasmine.loadConfig({ spec_files: [bundle], random: false });
  jasmine.clearReporters();
  jasmine.addReporter({
    specDone: ({ fullName, status, failedExpectations }) => {
      outcomes.push({
        // tfjs names its suites after the environment too.
        name: unique(fullName.replaceAll(/ \S+ \{\}/g, '')),
        status: status === 'passed' || status === 'failed' ? status : 'skipped',
        message: failedExpectations[0]?.message ?? '',
      });
    },
  });
  await jasmine.execute();
  return outcomes;
}
