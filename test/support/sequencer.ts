/**
 * The order of test files. Those of `test/` build pages, pack, or start programs; they begin first, and
 * after them the long ones of the packages, so that none of them is what everything waits for at the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = new URL('../../', import.meta.url).pathname;

/** The first that a file's path begins with is its place; other files come last. */
const order: readonly string[] = [
  'test/',
  'packages/core/src/engines/',
  'packages/core/src/layers/second-order',
  'packages/lab/src/training/',
  'packages/parity/src/chromium/',
  'packages/parity/src/process/',
];

function placeOf({ moduleId }: TestSpecification): number {
  const place = order.findIndex((beginning) => moduleId.startsWith(`${root}${beginning}`));
  return place < 0 ? order.length : place;
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- no array
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
