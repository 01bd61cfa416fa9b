/** The calls of the protocol over gRPC, one entry each, as http/routes.ts has the routes. */
import {
  type GrpcCall,
  type GrpcReplies,
  type GrpcRequests,
  readGrpcTensors,
  writeGrpcTensors,
} from '@ganport/runtime/internal/oip';
import { modelMetadata, serverMetadata } from '../http/metadata.ts';
import type { Served } from '../http/route.ts';
import { findModel, onlyVersion } from '../models/find-model.ts';
import type { ServedModel } from '../models/served-model.ts';

export interface Call<C extends GrpcCall> {
  /** Probes need no key. */
  readonly isOpen?: boolean;
  /** Of a call that computes, and so waits at the gate: the bytes that it brings. */
  readonly bytes?: (request: GrpcRequests[C]) => number;
  answer(served: Served, request: GrpcRequests[C], signal: AbortSignal): Promise<GrpcReplies[C]>;
}

export const calls: { readonly [C in GrpcCall]: Call<C> } = {
  ServerLive: { isOpen: true, answer: async () => ({ live: true }) },
  ServerReady: {
    isOpen: true,
    answer: async ({ models, isOpen }) => ({
      ready: isOpen() && [...models.values()].every(({ isReady }) => isReady),
    }),
  },
  ModelReady: {
    answer: async ({ models }, request) => ({ ready: find(models, request).isReady }),
  },
  ServerMetadata: { answer: async () => serverMetadata },
  ModelMetadata: {
    answer: async ({ models }, request) => {
      const { versions = [], ...metadata } = modelMetadata(find(models, request));
      return { ...metadata, versions };
    },
  },
  ModelInfer: {
    bytes: ({ rawInputContents: raw, inputs }) =>
      raw.reduce((sum, { length }) => sum + length, 0) +
      inputs.reduce((sum, { contents }) => sum + numbersIn(contents ?? {}), 0),
    answer: async ({ models }, request, signal) => {
      const {
        modelName: name,
        modelVersion: version = '',
        id = '',
        inputs,
        outputs = [],
      } = request;
      const model = find(models, { name, version });
      const feeds = Object.fromEntries(readGrpcTensors(inputs, request.rawInputContents));
      const wanted = outputs.length > 0 ? outputs.map((output) => output.name) : undefined;
      const results = await model.infer(feeds, wanted, signal);
      const { tensors, raw } = writeGrpcTensors(Object.entries(results));
      return {
        ...{ modelName: model.name, modelVersion: onlyVersion, id },
        ...{ outputs: tensors, rawOutputContents: raw },
      };
    },
  },
};

/** The version of a request is empty where it does not matter. */
function find(
  models: ReadonlyMap<string, ServedModel>,
  { name, version = '' }: { readonly name: string; readonly version?: string },
): ServedModel {
  return findModel(models, { name, version: version || onlyVersion });
}

/** Numbers in lists take about eight bytes each. */
function numbersIn(contents: Readonly<Record<string, readonly unknown[]>>): number {
  return Object.values(contents).reduce((sum, { length }) => sum + 8 * length, 0);
}
