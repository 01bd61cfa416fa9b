/** Why a case failed, in a few words: what failures are counted and remembered by. */

interface Kind {
  readonly pattern: RegExp;
  readonly reason: (match: RegExpMatchArray) => string;
}

const missingKernel = 'missing kernel ';

/** The first that fits counts. */
const kinds: readonly Kind[] = [
  { pattern: /tfjs kernel (\w+) has no ONNX form/, reason: ([, kernel]) => missingKernel + kernel },
  { pattern: /needs the numbers of its inputs|computes later/, reason: () => 'read at once' },
  { pattern: /RuntimeError/, reason: () => 'refused by ONNX Runtime' },
  { pattern: /to throw|to be rejected/, reason: () => 'error expected' },
  { pattern: /^Error: Arrays|^Expected /, reason: () => 'wrong values' },
];

export function reasonOf(message: string): string {
  for (const { pattern, reason } of kinds) {
    const match = pattern.exec(message);
    if (match) return reason(match);
  }
  return 'other';
}

/** The kernel of a reason, where it is that a kernel is missing. */
export function missingKernelOf(reason: string): string | undefined {
  return reason.startsWith(missingKernel) ? reason.slice(missingKernel.length) : undefined;
}
