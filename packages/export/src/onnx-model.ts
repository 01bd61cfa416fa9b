/** A model with the ways out of memory. (First form, to be replaced whole.) */
import type { Graph, Model } from './graph/graph.ts';
import { writeModel } from './onnx/write.ts';

export class OnnxModel {
  readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  get graph(): Graph {
    return this.model.graph;
  }

  bytes(): Uint8Array {
    return writeModel(this.model);
  }
}
