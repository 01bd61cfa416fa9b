/**
 * Runs once around the whole test run and says at its end what this machine could not test and how
 * to change that, so that a skip is never silent.
 */
import { onnxCheckerAvailable } from './onnx-checker.ts';

/** The end of the run. With CI set, what is missing has already thrown. */
export function teardown(): void {
  const checker = onnxCheckerAvailable();
  if (!checker.available) console.log(`\nNot tested here: ${checker.reason}`);
}
