/** What `ganport export` takes: a tfjs model or a run, which is traced, or an ONNX file, which is simplified. */
import { OnnxModel, readModelFile } from '@ganport/graph';
import { inferencePassesFor, runPasses } from '@ganport/graph/passes';
import { CliError } from '../errors.ts';
import type { Original } from '../named-model.ts';

/** The operator set from which on passes read operators. */
const simplifiedFrom = 13;

/**
 * @throws as openOriginal, and GraphError 'file', 'bad-model'; toOnnx of a file throws CliError
 * 'bad-argument' for options of tracing
 */
export async function openSource(
  path: string,
  network?: string,
): Promise<Pick<Original, 'toOnnx'>> {
  if (!path.toLowerCase().endsWith('.onnx')) {
    const { openOriginal } = await import('../named-model.ts');
    return openOriginal(path, network);
  }
  const model = await readModelFile(path);
  return {
    toOnnx({ shapes, opset, convolution, layout } = {}) {
      const isPlain =
        !shapes &&
        opset === undefined &&
        convolution !== 'cpu' &&
        layout !== 'nchw' &&
        network === undefined;
      if (!isPlain) {
        const message = `${path}: is an ONNX file already; --shape, --network, --opset, --layout and --convolution are for tfjs models`;
        throw new CliError('bad-argument', message);
      }
      const isSimplified = (model.opsets[''] ?? 0) >= simplifiedFrom;
      const graph = isSimplified
        ? runPasses(model.graph, inferencePassesFor(model.opsets[''] ?? simplifiedFrom))
        : model.graph;
      return Promise.resolve(new OnnxModel({ ...model, graph }));
    },
  };
}
