/** What `ganport export` takes: a tfjs model or a run, which is traced, or an ONNX file, which is simplified. */
import { type Model, OnnxModel, readModelFile } from '@ganport/graph';
import { fromOpset, irVersionOf, toOpset } from '@ganport/graph/internal';
import { inferencePassesFor, runPasses } from '@ganport/graph/passes';
import { fitReference, onnxReference, type ProcessLimits, type Reference } from '@ganport/parity';
import { defined } from '../arguments.ts';
import { CliError } from '../errors.ts';
import type { Original } from '../named-model.ts';
import { describeSource, isOnnx, type Source, withSource } from '../source-files.ts';
import type { UntrustedOptions } from '../untrusted.ts';

interface ExportSource extends Pick<Original, 'toOnnx'> {
  /** The files that it was read from. */
  readonly source?: Source;
  /** What the exported file must compute. */
  reference(onnx: OnnxModel): Reference;
}

/** The operator set from which on passes read operators. */
const simplifiedFrom = 13;

/**
 * @throws as openOriginal, and GraphError 'file', 'bad-model'; toOnnx of a file throws CliError
 * 'bad-argument' for options of tracing
 */
export async function openSource(
  path: string,
  network: string | undefined,
  limits: UntrustedOptions,
): Promise<ExportSource> {
  if (isOnnx(path)) return openFile(path, network, defined({ ...limits }));
  const { openOriginal } = await import('../named-model.ts');
  const { tfjsReference } = await import('../tfjs-reference.ts');
  const { model, source, toOnnx } = await openOriginal(path, network);
  return {
    toOnnx,
    reference: (onnx) => fitReference(onnx, tfjsReference(model)),
    ...defined({ source }),
  };
}

async function openFile(
  path: string,
  network: string | undefined,
  limits: ProcessLimits,
): Promise<ExportSource> {
  const model = await readModelFile(path);
  const source = await describeSource(path);
  return {
    source,
    async toOnnx({ shapes, constants, opset, layout, ranges, uint8Input } = {}) {
      const isPlain =
        !shapes &&
        !constants &&
        layout !== 'nchw' &&
        !ranges &&
        uint8Input === undefined &&
        network === undefined;
      if (!isPlain) {
        const message = `${path}: is an ONNX file already; --shape, --constant, --network, --layout, --input-range and --uint8-input are for tfjs models`;
        throw new CliError('bad-argument', message);
      }
      return withSource(inOpset(model, opset, path), source);
    },
    reference: ({ graph }) => onnxReference(new OnnxModel(model).bytes(), graph, limits),
  };
}

/** The model simplified, and in another operator set where one is asked for. */
function inOpset(model: Model, opset: number | undefined, path: string): OnnxModel {
  const own = model.opsets[''] ?? 0;
  if (own < simplifiedFrom) {
    if (opset === undefined || opset === own) return new OnnxModel(model);
    const message = `${path}: is of opset ${own}; --opset takes files from opset ${simplifiedFrom} on`;
    throw new CliError('bad-argument', message);
  }
  const simplified = runPasses(model.graph, inferencePassesFor(Math.min(own, opset ?? own)));
  const target = opset ?? own;
  const irVersion = opset === undefined ? model.irVersion : irVersionOf(opset);
  // Passes write the forms that ganport knows best, which the older set may not have.
  const graph = fromOpset(toOpset(simplified, target), own, target);
  return new OnnxModel({ ...model, irVersion, opsets: { ...model.opsets, '': target }, graph });
}
