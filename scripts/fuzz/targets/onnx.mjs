/** ONNX files: the reader, the printer, the passes and the writer, on the result of each other. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import protobuf from 'protobufjs/light.js';
import { OnnxModel, printGraph, readModel } from '@ganport/graph';
import { inferencePasses, runPasses } from '@ganport/graph/passes';
import { messages } from '../../../packages/graph/dist/onnx/schema.js';
import { mutatedBytes, mutatedObjects, mutatedText } from '../mutate.mjs';
import { graphTexts, onnxOf } from '../seeds.mjs';
import { check } from '../target.mjs';

/** The files' messages as protobufjs's own types, which are not what reads them. */
const root = new protobuf.Root();
for (const [message, fields] of Object.entries(messages)) {
  const type = new protobuf.Type(message);
  for (const [name, [id, fieldType, rule]] of Object.entries(fields)) {
    const options = rule === 'packed' ? { packed: true } : {};
    type.add(new protobuf.Field(name, id, fieldType, rule && 'repeated', undefined, options));
  }
  root.add(type);
}
const modelType = root.lookupType('ModelProto');

/**
 * protobufjs takes an object with a length for bytes, and allocates them. Such an object is no message.
 * @param {unknown} value
 * @returns {boolean}
 */
function hasLength(value) {
  if (typeof value !== 'object' || value === null) return false;
  return (!Array.isArray(value) && 'length' in value) || Object.values(value).some(hasLength);
}

/** The message as bytes; nothing where a change of it has no encoding. @param {object} proto */
function encoded(proto) {
  if (hasLength(proto)) return new Uint8Array();
  try {
    return modelType.encode(modelType.fromObject(proto)).finish();
  } catch {
    return new Uint8Array();
  }
}

const files = graphTexts.map((text) => onnxOf(text, { 'ganport.range.y': '-1 1' }));
const models = files.map((bytes) =>
  modelType.toObject(modelType.decode(bytes), { longs: Number, bytes: String }),
);

/** Text with changes as a file; nothing where it is no graph. @param {Uint8Array} text */
function written(text) {
  try {
    return onnxOf(Buffer.from(text).toString());
  } catch {
    return new Uint8Array();
  }
}

export const onnxCases = fc.oneof(
  { weight: 3, arbitrary: mutatedText(graphTexts).map(written) },
  { weight: 3, arbitrary: mutatedObjects(models).map(encoded) },
  { weight: 1, arbitrary: mutatedBytes(files) },
);

/** @type {import('../target.mjs').Target} */
export default {
  about: 'readModel, printGraph, runPasses, bytes',
  share: 2,
  open: async () => ({
    cases: onnxCases,
    run(bytes) {
      const model = readModel(bytes);
      printGraph(model.graph);
      new OnnxModel(model).summary();
      const again = readModel(new OnnxModel(model).bytes());
      check(isDeepStrictEqual(again.graph, model.graph), 'the written graph is another one');
      const graph = runPasses(model.graph, inferencePasses);
      const { outputs } = readModel(new OnnxModel({ ...model, graph }).bytes()).graph;
      check(outputs.length === model.graph.outputs.length, 'passes lose outputs');
    },
  }),
};
