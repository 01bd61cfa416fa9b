/** What people read of a run: failures by kind, in full in a file and in short on the screen. */
import type { Outcome } from './harness/outcome.ts';
import { reasonOf } from './reasons.ts';

/** Failed cases by kind, the most frequent first. */
function byReason(outcomes: readonly Outcome[]): [reason: string, cases: Outcome[]][] {
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'failed') continue;
    const reason = reasonOf(outcome.message);
    const group = groups.get(reason);
    if (group) group.push(outcome);
    else groups.set(reason, [outcome]);
  }
  return [...groups].toSorted(([, a], [, b]) => b.length - a.length);
}

/** Each failed case with its message, one line a case. */
export function fullReport(outcomes: readonly Outcome[]): string {
  return byReason(outcomes)
    .map(([reason, cases]) => {
      const lines = cases.map(({ name, message }) => `  ${name}: ${firstLines(message)}`);
      return `${reason}: ${cases.length}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** The kinds of failures, each with its number of cases. */
export function summary(outcomes: readonly Outcome[]): string {
  return byReason(outcomes)
    .map(([reason, cases]) => `  ${reason}: ${cases.length}`)
    .join('\n');
}

export const firstLines = (message: string) => message.replaceAll(/\s+/g, ' ').slice(0, 300);
