/**
 * docs/reference/kernels.md, made from the kernels that the cases call: each kernel of tfjs's cpu backend
 * is traced alone, with every dtype and attribute that a case uses. `npx vitest -u` rewrites the file.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { ExportError, traceFunction } from '@ganport/export';
import { families } from './cases/index.ts';
import { kernelCalls, type KernelCall } from './support/kernel-calls.ts';
import { complexKernels, leftOut, notes } from './support/kernel-notes.ts';

/** The ONNX operators that a call becomes, or undefined if its kernel has no lowering. */
async function operatorsOf(call: KernelCall): Promise<readonly string[] | undefined> {
  const run = (inputs: Record<string, tf.Tensor>) => {
    const given = call.isList ? Object.values(inputs) : inputs;
    // Such a kernel takes a list of tensors, although its type does not.
    const results = tf.engine().runKernel(call.kernel, given as tf.NamedTensorMap, call.attributes);
    return Object.fromEntries([results].flat().map((y, i) => [`y${i}`, y]));
  };
  try {
    const { graph } = await traceFunction(run, call.inputs);
    return graph.nodes.map(({ op }) => op).filter((op) => op !== 'Identity');
  } catch (error) {
    if (error instanceof ExportError && error.code === 'unsupported-kernel') return undefined;
    throw error;
  }
}

/** Calls of a kernel that differ in dtype or attributes; other shapes have the same nodes. */
function distinctCalls(): Map<string, KernelCall[]> {
  const seen = new Set<string>();
  const byKernel = new Map<string, KernelCall[]>();
  for (const { inputs, fn } of Object.values(families).flat()) {
    for (const call of kernelCalls(inputs, fn)) {
      const dtypes = Object.values(call.inputs).map(({ dtype }) => dtype);
      const key = `${call.kernel} ${dtypes.join()} ${JSON.stringify(call.attributes)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      byKernel.set(call.kernel, [...(byKernel.get(call.kernel) ?? []), call]);
    }
  }
  return byKernel;
}

async function supported(): Promise<Map<string, readonly string[]>> {
  const table = new Map<string, readonly string[]>();
  for (const [kernel, calls] of distinctCalls()) {
    const operators = new Set<string>();
    for (const call of calls) {
      const found = await operatorsOf(call);
      for (const op of found ?? []) operators.add(op);
      if (found) table.set(kernel, [...operators].toSorted());
    }
  }
  return table;
}

const page = (table: ReadonlyMap<string, readonly string[]>) => `# Kernels

This table shows what each kernel of TensorFlow.js's cpu backend becomes in ONNX, at opset 18 and with
convolutions as Conv nodes. The operators of a kernel are all that occur for any dtype and attribute. A
single call uses some of them.

A test makes this page, \`test/lowering/kernel-table.test.ts\`, from cases that are compared with tfjs.

| kernel | ONNX operators | notes |
| --- | --- | --- |
${[...table]
  .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  .map(([kernel, ops]) => `| ${kernel} | ${ops.join(', ')} | ${notes[kernel] ?? ''} |`)
  .join('\n')}

## Complex numbers

A complex tensor becomes two real ones. It may occur inside a graph, not as an input or output.
Complex joins the two, Real and Imag separate them. FFT and IFFT become DFT. ComplexAbs is a formula. The
kernels of the table accept complex tensors where those of tfjs's cpu backend do.

## Without an ONNX form

| kernels | why |
| --- | --- |
${leftOut.map(({ kernels, why }) => `| ${kernels.join(', ')} | ${why} |`).join('\n')}
`;

test('the page of kernels lists the operators of every kernel', async () => {
  const table = await supported();
  await expect(page(table)).toMatchFileSnapshot('../../docs/reference/kernels.md');

  const others = leftOut.flatMap(({ kernels }) => kernels);
  const all = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  const sort = (names: Iterable<string>) => [...names].toSorted();
  expect(sort([...table.keys(), ...complexKernels, ...others])).toEqual(sort(all));
});
