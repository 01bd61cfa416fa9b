/** What GET /v2 and GET /v2/models/NAME say of the server and of a model. */
import type { ValueInfo } from '@ganport/runtime';
import {
  binaryExtension,
  datatypeOf,
  type ModelMetadata,
  type ServerMetadata,
} from '@ganport/runtime/internal/oip';
import { version } from '@ganport/graph/internal';
import { onlyVersion } from '../models/find-model.ts';
import type { ServedModel } from '../models/served-model.ts';

export const serverMetadata: ServerMetadata = {
  name: 'ganport',
  version,
  extensions: [binaryExtension],
};

export function modelMetadata({ name, inputs, outputs }: ServedModel): ModelMetadata {
  return {
    name,
    versions: [onlyVersion],
    platform: 'onnxruntime_onnx',
    inputs: inputs.map(described),
    outputs: outputs.map(described),
  };
}

function described({ name, dtype, dims }: ValueInfo) {
  const shape = dims.map((size) => (typeof size === 'number' ? size : -1));
  return { name, datatype: datatypeOf(dtype), shape };
}
