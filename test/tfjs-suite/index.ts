/**
 * `npm run test:tfjs -- [--backend onnx|cpu|tfjs-node] [--verbose] [--update]`: tfjs-core's own
 * tests, run against a backend. On onnx, failures that known-failures.json expects count as skipped;
 * `--update` writes that file anew. Exits with 1 when a case fails, with 2 on bad usage.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bundleTests } from './bundle.ts';
import { judge, readKnownFailures, writeKnownFailures } from './known-failures.ts';
import { knownFailuresFile, reportFile, tfjsNodeFolder } from './paths.ts';
import { fullReport, summary } from './report.ts';
import { runBundle } from './run.ts';

const backends = ['onnx', 'cpu', 'tfjs-node'];
/** What the onnx backend must pass, whatever is known to fail. */
const fewestPasses = 2400;

function readOptions(): { backend: string; verbose: boolean; update: boolean } {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'onnx' },
      verbose: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
    },
  });
  if (!backends.includes(values.backend)) {
    throw new Error(`--backend ${values.backend}: choose one of ${backends.join(', ')}`);
  }
  if (values.update && values.backend !== 'onnx') {
    throw new Error('--update: only failures of the onnx backend are kept');
  }
  return values;
}

/** @returns the exit code */
async function main(): Promise<number> {
  let options;
  try {
    options = readOptions();
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    return 2;
  }
  const { backend, verbose, update } = options;
  if (backend === 'tfjs-node' && !existsSync(tfjsNodeFolder)) {
    console.error('tfjs-node is not set up: run `npm run peers` first');
    return 1;
  }
  const outcomes = await runBundle(await bundleTests(backend));
  const report = fullReport(outcomes);
  writeFileSync(reportFile, report);
  if (update) writeKnownFailures(knownFailuresFile, outcomes);
  const known = backend === 'onnx' ? readKnownFailures(knownFailuresFile) : {};
  const { passed, failed, skipped, improved } = judge(outcomes, known);

  if (verbose) console.log(report);
  for (const name of improved) {
    console.warn(`warning: it passes, but known-failures.json expects a failure: ${name}`);
  }
  for (const { name, message } of failed) console.error(`FAILED ${name}\n  ${message}`);
  console.log(summary(outcomes));
  console.log(`Failed cases with their messages: ${reportFile}`);
  const tooFew = backend === 'onnx' && passed < fewestPasses;
  if (tooFew) console.error(`only ${passed} cases pass; at least ${fewestPasses} must`);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped} skipped`);
  return failed.length === 0 && !tooFew ? 0 : 1;
}

process.exitCode = await main();
