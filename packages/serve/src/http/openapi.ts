/** The server's interface as an OpenAPI 3.1 document, made from the routes and the models. */
import { version } from '@ganport/graph/internal';
import type { ServedModel } from '../models/served-model.ts';
import type { Route } from './route.ts';

const parameters = {
  name: (models: readonly string[]) => ({ type: 'string', enum: models }),
  version: () => ({ type: 'string', const: '1' }),
};

const tensor = {
  type: 'object',
  required: ['name', 'datatype', 'shape'],
  properties: {
    name: { type: 'string' },
    datatype: {
      enum: [
        ...['BOOL', 'UINT8', 'UINT16', 'UINT32', 'UINT64', 'INT8', 'INT16', 'INT32', 'INT64'],
        ...['FP16', 'FP32', 'FP64'],
      ],
    },
    shape: { type: 'array', items: { type: 'integer', minimum: 0 } },
    data: { type: 'array', description: 'Numbers, flat or nested as the shape is.' },
    parameters: { type: 'object' },
  },
};
const inferRequest = {
  type: 'object',
  required: ['inputs'],
  properties: {
    id: { type: 'string' },
    inputs: { type: 'array', items: tensor },
    outputs: {
      type: 'array',
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
  },
};

const problems = { description: 'The reason, in one line', content: jsonOf({ type: 'object' }) };

/** @returns the document, as plain data */
export function openApi(routes: readonly Route[], models: ReadonlyMap<string, ServedModel>) {
  const names = [...models.keys()];
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, names) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ganport serve', version },
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}

function operation(
  { method, path, summary, isOpen, computes, query = [] }: Route,
  models: readonly string[],
) {
  const inPath = [...path.matchAll(/:(name|version)/g)].map(([, name]) => ({
    ...{ name, in: 'path', required: true },
    schema: parameters[name as keyof typeof parameters]([...models]),
  }));
  const inQuery = query.map(([name, description, schema]) => ({
    ...{ name, in: 'query', description, schema },
  }));
  const all = [...inPath, ...inQuery];
  return {
    summary,
    operationId: `${method.toLowerCase()}${path.replaceAll(/[^A-Za-z0-9]+/g, '_')}`,
    ...(all.length > 0 && { parameters: all }),
    ...(method === 'POST' && {
      requestBody: {
        required: true,
        content: {
          ...jsonOf(inferRequest),
          'application/octet-stream': {
            schema: {
              type: 'string',
              description: 'JSON, then the bytes of tensors: the extension of binary tensors.',
            },
          },
        },
      },
    }),
    security: isOpen ? [] : [{}, { bearer: [] }, { key: [] }],
    responses: {
      200: { description: 'The answer' },
      default: problems,
      ...(computes && {
        429: { ...problems, headers: { 'Retry-After': { schema: { type: 'integer' } } } },
      }),
    },
  };
}

function jsonOf(schema: object) {
  return { 'application/json': { schema } };
}
