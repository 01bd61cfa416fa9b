/** The command lines of runs: what the page asks for, as arguments of `ganport`. */
import { createPlan, variantNames } from '@ganport/core';
import { settingFlags } from '@ganport/core/internal';
import { nameProblem } from '@ganport/lab/internal';
import { StudioError } from '../errors.ts';

/** Settings by field, as config.json has them; `variant` is one of ganport's own. */
export type AskedSettings = Readonly<Record<string, unknown>>;

/**
 * The arguments that train a new run.
 *
 * @param settings what differs from the defaults
 * @param out the folder of the run
 * @throws CoreError 'bad-argument' for settings that no run can have
 */
export function trainArguments(settings: AskedSettings, out: string): string[] {
  createPlan(settings);
  return ['train', String(settings['variant']), '--out', out, ...settingFlags(settings)];
}

/**
 * The arguments that go on with a run.
 *
 * @param config of the run
 * @param steps in all, where they are to change
 * @throws StudioError 'bad-request' for a variant of the user's own, whose file would be run
 */
export function resumeArguments(
  config: AskedSettings,
  out: string,
  steps: number | undefined,
): string[] {
  const { variant } = config;
  if (typeof variant !== 'string' || !variantNames.some((name) => name === variant)) {
    const message = `${out}: its variant is a file; resume it on the command line, where you can see which`;
    throw new StudioError('bad-request', message);
  }
  return [
    ...['train', variant, '--out', out, '--resume'],
    ...(steps === undefined ? [] : ['--steps', String(steps)]),
  ];
}

/** The most folders of a run's name. */
const MOST_PARTS = 8;

/**
 * Checks the name of a new run: a folder, or folders with `/` between them, that every system can store.
 *
 * @throws StudioError 'bad-request'
 */
export function checkRunName(name: string): void {
  const parts = name.split('/');
  const [problem] = parts.flatMap((part) => nameProblem([part]) ?? []);
  if (problem === undefined && parts.length <= MOST_PARTS) return;
  const reason = problem?.problem ?? `it has more than ${MOST_PARTS} folders`;
  throw new StudioError('bad-request', `name ${JSON.stringify(name)}: ${reason}; choose another`);
}
