/** An ONNX model in memory, with the ways out: bytes, a file, a summary. */
import type { Graph, Model } from '../graph/graph.ts';
import { summarize } from '../graph/summary.ts';
import { type SaveOptions, writeModelFile } from './file.ts';
import { writeModel } from './write.ts';

export class OnnxModel {
  readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  get graph(): Graph {
    return this.model.graph;
  }

  /** ONNX's metadata_props, for example `ganport.layout.NAME`. */
  get metadata(): Readonly<Record<string, string>> {
    return this.model.metadata;
  }

  /** The version of ONNX's own operator set. */
  get opset(): number | undefined {
    return this.model.opsets[''];
  }

  /**
   * The model as the bytes of an ONNX file.
   * @throws GraphError 'bad-argument' above 2 GiB, which only `save` can write
   */
  bytes(): Uint8Array {
    return writeModel(this.model);
  }

  /**
   * Writes an ONNX file, whole or not at all. Above 2 GiB, or on demand, tensors go to a second
   * file, `path` with `.data` appended, which belongs beside it.
   * @throws GraphError 'file' when the path cannot be written
   */
  async save(path: string, options: SaveOptions = {}): Promise<void> {
    await writeModelFile(this.model, path, options);
  }

  /** Inputs, outputs, operators and how often each occurs, and parameters, as a text table. */
  summary(): string {
    return summarize(this.model);
  }
}
