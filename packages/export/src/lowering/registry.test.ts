/** Lowerings of kernels that a program has registered itself. */
import {
  engine,
  registerKernel,
  square,
  tensor1d,
  type Tensor,
  type UnaryInputs,
} from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { traceFunction } from '../trace/trace-function.ts';
import { defineLowering } from './registry.ts';

/** Registers a kernel that computes x³ and returns its operation. */
function cubeKernel(kernelName: string): (x: Tensor) => Tensor {
  registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc({ inputs, backend }) {
      const x = inputs['x'] as Tensor;
      const cpu = backend as MathBackendCPU;
      const cubes = (cpu.readSync(x.dataId) as Float32Array).map((value) => value ** 3);
      return cpu.makeTensorInfo(x.shape, x.dtype, cubes);
    },
  });
  return (x) => engine().runKernel(kernelName, { x });
}

const traced = (cube: (x: Tensor) => Tensor) =>
  traceFunction(({ x }) => ({ y: cube(x as Tensor) }), { x: { shape: ['n'] } });

test('a kernel that is registered after the first trace has its lowering', async () => {
  await traced(square);
  const cube = cubeKernel('Cube');
  defineLowering<UnaryInputs>('Cube', (graph, { x }) =>
    graph.op('Mul', [graph.op('Mul', [x, x], {}, x), x], {}, x),
  );
  const { graph } = await traced(cube);
  expect(graph.nodes.map(({ op }) => op)).toEqual(['Mul', 'Mul']);
  await engine().setBackend('cpu');
  expect(cube(tensor1d([2, -3])).dataSync()).toEqual(Float32Array.of(8, -27));
});

test('a kernel without a lowering is named with the remedy', async () => {
  await expect(traced(cubeKernel('OtherCube'))).rejects.toThrow(
    expect.objectContaining({
      code: 'unsupported-kernel',
      message: expect.stringMatching(/OtherCube.*defineLowering of @ganport\/export/),
    }),
  );
});

test('a kernel has one lowering', () => {
  expect(() => defineLowering<UnaryInputs>('Relu', (_, { x }) => x)).toThrow(
    expect.objectContaining({ name: 'ExportError', code: 'bad-argument' }),
  );
});
