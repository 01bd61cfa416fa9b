/** What GET /v2 and GET /v2/models/NAME say of the server and of a model. */
import type { ValueInfo } from '@ganport/runtime';
import {
  binaryExtension,
  datatypeOf,
  type ModelMetadata,
  type ServerMetadata,
} from '@ganport/runtime/internal/oip';
import { version } from '@ganport/graph/internal';
import type { ServedModel } from '../models/served-model.ts';

export const serverMetadata: ServerMetadata = {
  name: 'ganport',
  version,
  extensions: [binaryExtension],
};

/** A model that is served has one version, of this name. */
export const onlyVersion = '1';

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
