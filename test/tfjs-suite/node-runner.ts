/** Runs cases in this process. */
import { pathToFileURL } from 'node:url';
import { bundleForNode } from './bundle.ts';
import type { listCases, runCases } from './harness/cases.ts';
import type { Runner } from './runner.ts';

interface Bundle {
  readonly listCases: typeof listCases;
  readonly runCases: typeof runCases;
}

const TIME_LIMIT = 300_000;

/** @param environment a file of environments/, without its ending */
export async function nodeRunner(environment: string): Promise<Runner> {
  const path = await bundleForNode(environment);
  // Its type is what harness/node.ts exports.
  const bundle = (await import(pathToFileURL(path).href)) as Bundle;
  return {
    listCases: async () => bundle.listCases(),
    runCases: (names, done) => bundle.runCases(names, done, TIME_LIMIT),
    close: async () => undefined,
  };
}
