/**
 * Each fault of ONNX Runtime is still there, and its file shows it. A test that fails here is good
 * news: the fault is mended, and what avoids it can go.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcessSession } from '@ganport/parity';
import { openRuntimePage, type RuntimePage } from '@ganport/parity/chromium';
import type { HostTensor, Session } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { missingChromium, skipNote } from '../../browser/support/chromium.ts';
import { providers, type SuiteProvider } from '../options.ts';
import { faults, type Fault } from './faults.ts';
import { faultBytes } from './file.ts';

const folder = join(import.meta.dirname, '../../../fixtures/ort-faults');
const missing = missingChromium();

const isClose = (a: number, b: number) =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));

const agrees = (got: HostTensor | undefined, want: HostTensor) =>
  got !== undefined &&
  got.data.length === want.data.length &&
  [...want.data].every((number, i) => isClose(Number(got.data[i]), Number(number)));

/** What is wrong with a provider's results; '' when they are right. */
async function complaint(fault: Fault, open: (bytes: Uint8Array) => Promise<Session>) {
  try {
    const session = await open(faultBytes(fault));
    const results = await session.run(fault.inputs);
    await session.dispose();
    const wrong = Object.entries(fault.outputs).filter(([name, y]) => !agrees(results[name], y));
    return wrong.map(([name]) => `${name} = ${String(results[name]?.data)}`).join();
  } catch (thrown) {
    return String(thrown);
  }
}

describe.skipIf(missing !== undefined)(`faults of ONNX Runtime${skipNote(missing)}`, () => {
  let page: RuntimePage;
  beforeAll(async () => {
    page = await openRuntimePage();
  });
  afterAll(() => page?.close());

  const open = (provider: SuiteProvider, crashes: boolean) => (bytes: Uint8Array) =>
    provider === 'cpu'
      ? (crashes ? createProcessSession : createSession)(bytes, { providers: ['cpu'] })
      : page.createSession(bytes, { providers: [provider] });

  test.each(faults)('$name', async (fault) => {
    for (const provider of providers) {
      const said = await complaint(fault, open(provider, fault.crashes === true));
      const isFaulty = fault.providers.includes(provider);
      expect(said === '', `${provider}: ${said}`).toBe(!isFaulty);
    }
  });
});

test('the files are those that make-ort-faults.mjs writes', () => {
  expect(readdirSync(folder).toSorted()).toEqual(
    faults.map(({ name }) => `${name}.onnx`).toSorted(),
  );
  for (const fault of faults) {
    const file = readFileSync(join(folder, `${fault.name}.onnx`));
    expect(new Uint8Array(file)).toEqual(faultBytes(fault));
  }
});
