/**
 * The order of test files. Those of `test/` build pages, pack, or start programs; they begin first, so
 * that none of them is what everything waits for at the end.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const whole = new URL('../', import.meta.url).pathname;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- no array
    const sorted = await super.sort(files);
    const isWhole = ({ moduleId }: TestSpecification): boolean => moduleId.startsWith(whole);
    return [...sorted.filter(isWhole), ...sorted.filter((file) => !isWhole(file))];
  }
}
