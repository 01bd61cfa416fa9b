/**
 * Runs once around the whole test run and says at its end what this machine could not test and how
 * to change that, so that a skip is never silent.
 */
import { missingChromium } from '../browser/support/chromium.ts';
import { onnxCheckerAvailable } from './onnx-checker.ts';

/** The end of the run. With CI set, what is missing has already thrown or failed. */
export function teardown(): void {
  const checker = onnxCheckerAvailable();
  const reasons = [checker.available ? undefined : checker.reason, missingChromium()];
  for (const reason of reasons) {
    if (reason !== undefined) console.log(`\nNot tested here: ${reason}`);
  }
}
