/** A tfjs model as a reference, on tfjs's current backend. */
import { graphModelFunction, isGraphModel } from '@ganport/export';
import { outputNamesOf } from '@ganport/graph/internal';
import { graphModelReference, layersModelReference, type Reference } from '@ganport/parity';
import { tf } from './tfjs.ts';

export type TfjsModel = tf.LayersModel | tf.GraphModel;

/** As layersModelReference, for models without weights and for inputs of any rank; and graph models. */
export function tfjsReference(model: TfjsModel): Reference {
  return isGraphModel(model)
    ? graphModelReference(graphModelFunction(model), tf)
    : layersModelReference(model, tf);
}

/** Names of inputs and outputs, as the exported file has them. */
export function namesOf(model: TfjsModel): {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
} {
  if (isGraphModel(model)) return graphModelFunction(model);
  return { inputNames: model.inputNames, outputNames: outputNamesOf(model) };
}
