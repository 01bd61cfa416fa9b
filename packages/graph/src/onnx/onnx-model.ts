/** An ONNX model in memory: a graph with the header of a file. It becomes bytes, a file or a summary. */
import type { Graph, Model } from '../graph/graph.ts';
import { type ModelSummary, summarize, summaryOf } from '../graph/summary.ts';
import { defaultOpset, irVersionOf, opsetsOf } from '../opset.ts';
import { version } from '../version.ts';
import { domainsOf } from '../graph/walk.ts';
import { type SaveOptions, writeModelFile } from './file.ts';
import { toOpset } from './to-opset.ts';
import { writeModel } from './write.ts';

export class OnnxModel {
  readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  /**
   * A model of ganport's own, with the header that the operator set needs. Operators are written in the
   * forms that they have in it.
   *
   * @param options.opset ONNX operator set, 13 to 26; 18 by default
   * @param options.metadata entries of the file's metadata_props
   * @param options.docString a description for people
   * @throws GraphError 'bad-argument' for another operator set, and for operators that came with a later one
   * @example
   * const graph = parseGraph('(float[N] x) => (float[N] y) { y = Tanh(x) }');
   * await OnnxModel.fromGraph(graph).save('tanh.onnx');
   */
  static fromGraph(
    graph: Graph,
    options: Partial<Pick<Model, 'metadata' | 'docString'>> & { readonly opset?: number } = {},
  ): OnnxModel {
    const { opset = defaultOpset, metadata = {}, docString } = options;
    return new OnnxModel({
      graph: toOpset(graph, opset),
      irVersion: irVersionOf(opset),
      opsets: opsetsOf(opset, domainsOf(graph)),
      producerName: 'ganport',
      producerVersion: version,
      ...(docString !== undefined && { docString }),
      metadata,
    });
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
   * The model as the bytes of an ONNX file. The same model gives the same bytes.
   *
   * @throws GraphError 'bad-argument' above 2 GiB, which only `save` can write
   */
  bytes(): Uint8Array {
    return writeModel(this.model);
  }

  /**
   * Writes an ONNX file, whole or not at all. Above 2 GiB, or on demand, tensors go to a second
   * file, `path` with `.data` appended, which belongs beside it. Node only.
   *
   * @throws GraphError 'file' when the path cannot be written
   * @example
   * await model.save('generator.onnx', { externalData: true });
   */
  async save(path: string, options: SaveOptions = {}): Promise<void> {
    await writeModelFile(this.model, path, options);
  }

  /** The summary as data, for programs. */
  describe(): ModelSummary {
    return summaryOf(this.model);
  }

  /** Inputs, outputs, operators and how often each occurs, and parameters, as a text table. */
  summary(): string {
    return summarize(this.model);
  }
}
