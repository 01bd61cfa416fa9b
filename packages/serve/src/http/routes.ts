/**
 * The routes of the server, one entry each. openapi.ts describes them for people and programs.
 */
import { findModel } from '../models/find-model.ts';
import type { ServedModel } from '../models/served-model.ts';
import { infer } from './infer.ts';
import { modelMetadata, serverMetadata } from './metadata.ts';
import { openApi } from './openapi.ts';
import type { Route, RouteAnswer, RouteRequest } from './route.ts';
import { sampleFiles } from './sample-files.ts';
import { sampleParameters } from './sample-query.ts';
import { drawSamples } from './samples.ts';
import { jsonLengthHeader } from '@ganport/runtime/internal/oip';

const model = '/v2/models/:name';
const version = `${model}/versions/:version`;

/** A route of a model, with and without the version in its path. */
function ofModel(
  end: string,
  route: Omit<Route, 'path' | 'answer'>,
  answer: (model: ServedModel, request: RouteRequest) => Promise<RouteAnswer>,
): Route[] {
  return [model, version].map((path) => ({
    ...route,
    path: `${path}${end}`,
    answer: async ({ models }, request) => answer(findModel(models, request.parameters), request),
  }));
}

/** The routes, the special ones before the general ones. */
export const routes: readonly Route[] = [
  {
    ...{ method: 'GET', path: '/v2/health/live', isOpen: true },
    summary: 'Whether the process is alive',
    answer: async () => json({ live: true }),
  },
  {
    ...{ method: 'GET', path: '/v2/health/ready', isOpen: true },
    summary: 'Whether every model can be computed',
    answer: async ({ models, isOpen }) =>
      readiness(isOpen() && [...models.values()].every(({ isReady }) => isReady)),
  },
  {
    ...{ method: 'GET', path: '/v2' },
    summary: 'The name, version and extensions of the server',
    answer: async () => json(serverMetadata),
  },
  {
    ...{ method: 'GET', path: '/v2/models' },
    summary: 'The names of the models',
    answer: async ({ models }) => json({ models: [...models.keys()] }),
  },
  ...ofModel(
    '/ready',
    { method: 'GET', summary: 'Whether a model can be computed' },
    async ({ isReady }) => readiness(isReady),
  ),
  ...ofModel(
    '/infer',
    { method: 'POST', summary: 'Computes a model', computes: true },
    async (served, { body, headers, signal }) => {
      const answered = await infer(served, body, one(headers[jsonLengthHeader]), signal);
      const { jsonLength } = answered;
      if (jsonLength === undefined) return { body: answered.body, headers: jsonType };
      const binary = { 'content-type': 'application/octet-stream' };
      return { body: answered.body, headers: { ...binary, [jsonLengthHeader]: `${jsonLength}` } };
    },
  ),
  ...ofModel('', { method: 'GET', summary: 'The inputs and outputs of a model' }, async (served) =>
    json(modelMetadata(served)),
  ),
  ...sampleFiles.map((file): Route => ({
    ...{
      method: 'GET',
      path: file.path,
      computes: true,
      summary: file.summary,
      query: sampleParameters,
    },
    answer: async ({ models, limits }, { query }) => {
      const bytes = await drawSamples(file, models, query, limits);
      return { body: new Uint8Array(bytes), headers: { 'content-type': file.format.type } };
    },
  })),
  {
    ...{ method: 'GET', path: '/metrics' },
    summary: 'Numbers for Prometheus',
    answer: async ({ metrics }) => ({
      body: await metrics.text(),
      headers: { 'content-type': metrics.contentType },
    }),
  },
  {
    ...{ method: 'GET', path: '/openapi.json' },
    summary: 'This interface, as an OpenAPI document',
    answer: async ({ models }) => json(openApi(routes, models)),
  },
];

const jsonType = { 'content-type': 'application/json' } as const;

function json(value: unknown): RouteAnswer {
  return { body: JSON.stringify(value), headers: jsonType };
}

function readiness(ready: boolean): RouteAnswer {
  return { ...json({ ready }), status: ready ? 200 : 503 };
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
