/**
 * docs/reference/SUPPORT.md: each kernel on each provider, as tfjs's own suite found it, and the reason
 * of each gap. It is made from the result files alone.
 */
import { leftOut } from '../lowering/support/kernel-notes.ts';
import { gaps, type Gap } from './gaps.ts';
import { providers, type SuiteProvider } from './options.ts';
import { faults, type Fault } from './ort-faults/faults.ts';
import type { Results } from './results.ts';

export type AllResults = Readonly<Record<SuiteProvider, Results>>;

const runtimes: Readonly<Record<SuiteProvider, string>> = {
  cpu: 'onnxruntime-node in Node',
  wasm: 'onnxruntime-web in Chromium, one thread',
  webgpu: 'onnxruntime-web in Chromium, on SwiftShader, which is WebGPU without a graphics card',
};

const withoutForm = new Set(leftOut.flatMap(({ kernels }) => kernels));

/** The failed cases of a provider that a gap explains. */
export function casesOf({ cases }: Gap, { failed }: Results): string[] {
  return Object.keys(failed).filter((name) => cases.test(name));
}

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function cell(kernel: string, { kernels }: Results, open: readonly (readonly [Gap, number])[]) {
  const passed = kernels[kernel];
  const notes = open.filter(([gap]) => gap.kernels.includes(kernel)).map(([, number]) => number);
  if (passed === undefined && notes.length === 0) return '–';
  return `${passed ?? 0}${notes.length > 0 ? `, gap ${notes.join(', ')}` : ''}`;
}

/** @param kernels all kernels of tfjs's cpu backend */
export function supportPage(results: AllResults, kernels: readonly string[]): string {
  const numbered = gaps.map((gap, i) => [gap, i + 1] as const);
  const rows = kernels
    .toSorted((a, b) => a.localeCompare(b, 'en'))
    .map((kernel) => [
      kernel,
      withoutForm.has(kernel) ? 'tfjs' : 'ONNX',
      ...providers.map((provider) => {
        const open = numbered.filter(([gap]) => casesOf(gap, results[provider]).length > 0);
        return cell(kernel, results[provider], open);
      }),
    ]);
  const counts = providers.map((provider) => {
    const { passed, failed, skipped } = results[provider];
    return [provider, runtimes[provider], passed, Object.keys(failed).length, skipped];
  });
  const gapRows = numbered.map(([gap, number]) => [
    number,
    gap.kernels.join(', '),
    gap.reason,
    ...providers.map((provider) => casesOf(gap, results[provider]).length || ''),
    gap.faults?.map(fileOf).join(', ') ?? '',
  ]);
  return `# Support

What of TensorFlow.js works on ganport's backend \`onnx\`, by TensorFlow.js's own tests: the cases of
tfjs-core for operators, gradients, optimizers and tensors, at version 4.22, with ONNX Runtime 1.30.
[Kernels](kernels.md) shows what each kernel becomes in ONNX.

${table(['provider', 'runtime', 'passed', 'failed', 'switched off by tfjs'], counts)}

A page has some cases more than Node, for canvases. Cases that read values synchronously are not
counted: the backend computes when a value is read, and reading is asynchronous.

\`npm run test:tfjs -- --provider wasm --update\` runs the suite and writes
\`test/tfjs-suite/results/wasm.json\`. A test makes this page from those files
(\`npx vitest run test/tfjs-suite -u\`), and fails when a failed case has no gap here.

## Kernels

The numbers are passed cases that call a kernel. The second column says who computes it: a graph, or
tfjs itself, because [no graph of fixed shapes is equivalent](kernels.md#without-an-onnx-form). A dash
is a kernel that the suite does not call; the cases of \`test/lowering\` do.

${table(['kernel', 'by', ...providers], rows)}

## Gaps

The numbers are failed cases.

${table(['gap', 'kernels', 'reason', ...providers, 'fault of ONNX Runtime'], gapRows)}

## Faults of ONNX Runtime

Each has a minimal model, and a test that runs it, so that an upgrade which mends a fault is seen.

${table(['file', 'on', 'fault', 'what ganport does'], faults.map(faultRow))}
`;
}

const repository = 'https://github.com/ganport/ganport/blob/main';

const fileOf = (name: string) => `[${name}](${repository}/fixtures/ort-faults/${name}.onnx)`;

const faultRow = ({ name, providers: on, says, avoided }: Fault) => [
  fileOf(name),
  on.join(', '),
  says,
  avoided ?? 'a gap',
];
