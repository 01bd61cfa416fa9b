/**
 * Which weight does not fit its layer. tfjs names weights that are missing or superfluous, but not those of
 * another shape.
 */
import { withoutCell } from '@ganport/export/internal';
import { tf } from './tfjs.ts';

/** What model.json says of a weight. */
interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The first weight whose shape is not its layer's; undefined where all fit. */
export async function misshapenWeight(
  modelTopology: tf.io.ModelJSON['modelTopology'],
  specs: readonly WeightSpec[],
): Promise<string | undefined> {
  const given = new Map(
    specs.flatMap((spec) => [
      [withoutCell(spec.name), spec],
      [spec.name, spec],
    ]),
  );
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
  try {
    for (const { name: layer, weights } of model.layers) {
      for (const { originalName, shape } of weights) {
        const spec = given.get(originalName);
        if (spec && spec.shape.join() !== shape.join()) {
          return `weight ${spec.name} is [${spec.shape.join()}] where layer ${layer} needs [${shape.join()}]`;
        }
      }
    }
    return undefined;
  } finally {
    model.dispose();
  }
}
