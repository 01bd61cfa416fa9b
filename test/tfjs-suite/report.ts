/** What people read of a run: failures by reason, in full in a file and in short on the screen. */
import { missingKernelOf, reasonOf } from './reasons.ts';
import type { Outcome } from './run.ts';

/** Failed cases by reason, the most frequent first. */
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

/** Kernels that are missing, then the other reasons, each with its number of cases. */
export function summary(outcomes: readonly Outcome[]): string {
  const groups = byReason(outcomes).map(
    ([reason, { length }]) => [missingKernelOf(reason), reason, length] as const,
  );
  const kernels = groups.flatMap(([kernel, , count]) => (kernel ? [`  ${kernel}: ${count}`] : []));
  const others = groups.flatMap(([kernel, reason, count]) =>
    kernel ? [] : [`  ${reason}: ${count}`],
  );
  return [
    ...(kernels.length > 0
      ? ['Missing kernels, and how many cases fail for each:', ...kernels]
      : []),
    ...(others.length > 0 ? ['Other failures:', ...others] : []),
  ].join('\n');
}

const firstLines = (message: string) => message.replaceAll(/\s+/g, ' ').slice(0, 300);
