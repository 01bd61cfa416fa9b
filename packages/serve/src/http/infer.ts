/** POST /v2/models/NAME/infer: the body as a request, and its outputs as the body of the answer. */
import { RuntimeError } from '@ganport/runtime';
import {
  fitsJson,
  isRecord,
  isShortText,
  type NamedTensor,
  parseBody,
  readTensors,
  writeBody,
} from '@ganport/runtime/internal/oip';
import type { ServedModel } from '../models/served-model.ts';

export interface InferAnswer {
  readonly body: Uint8Array<ArrayBuffer>;
  /** The bytes of the JSON, where tensors follow it. */
  readonly jsonLength: number | undefined;
}

/**
 * @param jsonLength the header `Inference-Header-Content-Length`
 * @throws RuntimeError and HttpProblem as ServedModel.infer; `invalid-feed` for a body that does not fit
 */
export async function infer(
  model: ServedModel,
  bytes: Uint8Array,
  jsonLength: string | undefined,
  signal: AbortSignal,
): Promise<InferAnswer> {
  const body = parseBody(bytes, jsonLength);
  const { id, parameters = {}, outputs } = body.json;
  if (id !== undefined && !isShortText(id)) throw invalid('id must be a short string');
  if (!isRecord(parameters)) throw invalid('parameters must be an object');
  const allBinary = parameters['binary_data_output'] === true;
  const wanted = readOutputs(outputs, allBinary);
  const inputs = readTensors(body, 'inputs');
  const feeds = Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor]));
  const results = await model.infer(feeds, wanted && [...wanted.keys()], signal);
  const tensors = Object.entries(results).map(([name, tensor]): NamedTensor => {
    const isBinary = wanted?.get(name) ?? allBinary;
    if (isBinary || fitsJson(tensor)) return { name, tensor, isBinary };
    throw invalid(`output ${name}: JSON has no ${tensor.dtype}; ask for it with binary_data`);
  });
  const head = {
    ...(id !== undefined && { id }),
    model_name: model.name,
    model_version: '1',
  };
  const { parts, jsonLength: length } = writeBody(head, 'outputs', tensors);
  return { body: Buffer.concat(parts), jsonLength: length };
}

/** The outputs that are asked for, and whether each is to be binary. */
function readOutputs(
  outputs: unknown,
  allBinary: boolean,
): ReadonlyMap<string, boolean> | undefined {
  if (outputs === undefined) return undefined;
  if (!Array.isArray(outputs)) throw invalid('outputs must be an array');
  const wanted = outputs.map((output: unknown, i) => {
    const { name, parameters = {} } = isRecord(output) ? output : {};
    if (!isShortText(name) || !isRecord(parameters)) {
      throw invalid(`outputs[${i}] must have a name, and parameters that are an object`);
    }
    if (parameters['classification'] !== undefined) {
      throw invalid(`outputs[${i}]: classification is not supported`);
    }
    const { binary_data: isBinary = allBinary } = parameters;
    return [name, isBinary === true] as const;
  });
  // An empty list asks for all.
  return wanted.length > 0 ? new Map(wanted) : undefined;
}

function invalid(message: string): RuntimeError {
  return new RuntimeError('invalid-feed', message);
}
