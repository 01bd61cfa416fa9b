/** One comparison: the same inputs through the original and through runtimes, one after the other. */
import * as tf from '@tensorflow/tfjs';
import { compareOutputs } from '@ganport/parity/bundle';
import { layersModelReference } from '@ganport/parity/internal/web';
import { RuntimeError, type TensorMap } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import { lineOf } from './calls.ts';
import { inputsOf, specOf } from './inputs.ts';
import { differenceMap, imageOutput, shownOf } from './pictures.ts';
import type { Answered, Computed, Drawn, Material, PageRuntime } from './protocol.ts';
import type { OpenSubject } from './subject.ts';

export interface Comparison {
  /** What is there before any runtime has computed: the original, and the runtimes of a bundle. */
  begin(): Promise<readonly Computed[]>;
  compute(runtime: PageRuntime): Promise<Computed>;
  compare(answer: Answered): Computed;
  material(): Material;
}

export function createComparison(open: OpenSubject, drawn: Drawn): Comparison {
  const { bytes, model, original, bundle, subject } = open;
  const inputs = bundle?.inputs ?? inputsOf(model, drawn);
  const names = bundle ? Object.keys(bundle.outputs) : model.graph.outputs.map(({ name }) => name);
  const image = imageOutput(model, names[0] ?? '');
  const spec = specOf(model);
  let expected: TensorMap | undefined;

  const compare = ({ name, place, outputs, milliseconds, failed }: Answered): Computed => {
    if (!outputs) return { name, place, isOriginal: false, failed: failed ?? '' };
    const common = {
      name,
      place,
      ...(milliseconds !== undefined && { milliseconds }),
      ...shownOf(outputs, image, spec),
    };
    if (!expected) {
      expected = outputs;
      return { ...common, isOriginal: true };
    }
    try {
      const difference = compareOutputs(outputs, expected);
      const [is, should] = [outputs[image.name], expected[image.name]];
      // Of sounds, a picture shows no single values.
      const hasMap = is?.dims.length === 4 && should && common.pictures;
      const map = hasMap && differenceMap(is, should, image.layout);
      return { ...common, isOriginal: false, difference, ...(map && { map }) };
    } catch (error) {
      return { name, place, isOriginal: false, failed: lineOf(error) };
    }
  };

  return {
    async begin() {
      if (bundle) {
        const { outputs, runtimes } = bundle;
        const before = runtimes.map(({ runtime, provider, ...rest }) => ({
          ...rest,
          name: `${runtime} ${provider}`,
          place: 'bundle' as const,
        }));
        return [{ name: bundle.original, place: 'bundle' as const, outputs }, ...before].map(
          compare,
        );
      }
      if (!original) return [];
      await tf.setBackend('cpu');
      const start = performance.now();
      const outputs = await layersModelReference(original, tf)(inputs);
      const milliseconds = performance.now() - start;
      return [compare({ name: subject.original ?? '', place: 'page', outputs, milliseconds })];
    },
    async compute(runtime) {
      const name = `onnxruntime-web ${runtime}`;
      try {
        return compare({ name, place: 'page', ...(await computed(bytes, runtime, inputs, names)) });
      } catch (error) {
        return compare({ name, place: 'page', failed: reasonOf(error) });
      }
    },
    compare,
    material: () => ({ model: bytes, inputs, outputs: names }),
  };
}

/** The time is that of a second run; the first one also prepares. */
async function computed(
  bytes: Uint8Array,
  runtime: PageRuntime,
  inputs: TensorMap,
  names: readonly string[],
): Promise<{ outputs: TensorMap; milliseconds: number }> {
  const session = await createSession(bytes, { providers: [runtime] });
  try {
    await session.run(inputs, names);
    const start = performance.now();
    const outputs = await session.run(inputs, names);
    return { outputs, milliseconds: performance.now() - start };
  } finally {
    await session.dispose();
  }
}

function reasonOf(error: unknown): string {
  const [refusal] = error instanceof RuntimeError ? error.refused : [];
  return refusal?.reason ?? lineOf(error);
}
