/** What tests in a browser need of the machine. In CI everything is required, so that no test is skipped there. */
import { findChromium } from '@ganport/parity/chromium';

/** Why there is no browser here, or undefined when there is one or there has to be. */
export function missingChromium(): string | undefined {
  if (process.env['CI']) return undefined;
  try {
    findChromium();
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** For the name of a group of tests: that it is skipped, and why. */
export function skipNote(missing: string | undefined): string {
  return missing === undefined ? '' : ` (skipped: ${missing})`;
}
