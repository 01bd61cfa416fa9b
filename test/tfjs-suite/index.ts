/**
 * `npm run test:tfjs -- [--provider cpu|wasm|webgpu] …`: tfjs-core's own tests on ganport's backend, in
 * Node or in Chromium. Failures that results/PROVIDER.json expects count as skipped. Exits with 1 when
 * another case fails, with 2 on bad usage.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './harness/outcome.ts';
import { openJournal } from './journal.ts';
import { nodeRunner } from './node-runner.ts';
import { isSuiteProvider, readOptions, selectCases, type SuiteOptions } from './options.ts';
import { pageRunner } from './page-runner.ts';
import { compiledFolder, resultsFolder, tfjsNodeFolder } from './paths.ts';
import { firstLines, fullReport, summary } from './report.ts';
import { judge, readResults, summarize, writeResults } from './results.ts';
import type { Runner } from './runner.ts';

/** Cases between two lines that say how far the run is. */
const STRIDE = 200;

function startRunner(provider: SuiteOptions['provider']): Promise<Runner> {
  switch (provider) {
    case 'cpu':
      return nodeRunner('onnx');
    case 'node-cuda':
    case 'node-webgpu':
      // Read by environments/onnx.ts.
      process.env['GANPORT_PROVIDER'] = provider.slice('node-'.length);
      return nodeRunner('onnx');
    case 'wasm':
    case 'webgpu':
      return pageRunner(provider);
    case 'tfjs-cpu':
    case 'tfjs-node':
      return nodeRunner(provider);
  }
}

async function runSuite(options: SuiteOptions): Promise<Outcome[]> {
  const { provider, resume } = options;
  const journal = openJournal(provider, resume);
  const runner = await startRunner(provider);
  try {
    const wanted = selectCases(await runner.listCases(), options);
    const before = new Map(journal.before.map((outcome) => [outcome.name, outcome]));
    const outcomes = wanted.flatMap((name) => before.get(name) ?? []);
    const left = wanted.filter((name) => !before.has(name));
    await runner.runCases(left, (outcome) => {
      journal.add(outcome);
      outcomes.push(outcome);
      if (outcomes.length % STRIDE === 0) console.log(`${outcomes.length} of ${wanted.length}`);
    });
    return outcomes;
  } finally {
    await runner.close();
  }
}

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  let options;
  try {
    options = readOptions(args);
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown);
    return 2;
  }
  const { provider, update, verbose } = options;
  if (provider === 'tfjs-node' && !existsSync(tfjsNodeFolder)) {
    console.error('tfjs-node is not set up: run `npm run peers` first');
    return 1;
  }
  const outcomes = await runSuite(options);
  const report = fullReport(outcomes);
  const reportFile = join(compiledFolder, `report-${provider}.txt`);
  writeFileSync(reportFile, report);
  const ours = isSuiteProvider(provider);
  if (update && ours)
    console.log(`Written: ${writeResults(resultsFolder, provider, summarize(outcomes))}`);
  const { passed, failed, skipped, improved } = judge(
    outcomes,
    ours ? readResults(resultsFolder, provider) : { failed: {} },
  );

  if (verbose) console.log(report);
  for (const name of improved) {
    console.warn(`warning: it passes, but the results expect a failure: ${name}`);
  }
  for (const { name, message } of failed) console.error(`FAILED ${name}\n  ${firstLines(message)}`);
  const kinds = summary(outcomes);
  if (kinds !== '') console.log(`Failures, expected ones too:\n${kinds}`);
  console.log(`Failed cases with their messages: ${reportFile}`);
  console.log(`${passed} passed, ${failed.length} failed, ${skipped} skipped`);
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
