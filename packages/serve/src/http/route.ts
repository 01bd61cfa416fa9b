/**
 * What a route of the server is: its path, whether it needs a key and passes the gate, and what it answers.
 */
import type { IncomingMessage } from 'node:http';
import type { Admission } from '../admission.ts';
import type { ServeLimits } from '../limits.ts';
import type { ServedModel } from '../models/served-model.ts';
import type { Metrics } from '../observe/metrics.ts';

/** What a route may use. */
export interface Served {
  readonly models: ReadonlyMap<string, ServedModel>;
  readonly limits: ServeLimits;
  readonly admission: Admission;
  readonly metrics: Metrics;
  /** Whether the server still takes requests. */
  readonly isOpen: () => boolean;
}

export interface RouteRequest {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Of a POST. */
  readonly body: Uint8Array;
  /** Ends when the client goes or its time is over. */
  readonly signal: AbortSignal;
}

export interface RouteAnswer {
  readonly status?: number;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** In Hono's form. */
  readonly path: string;
  readonly summary: string;
  /** The parameters of the query, each with its description and its JSON schema. */
  readonly query?: readonly (readonly [name: string, description: string, schema: object])[];
  /** Probes need no key. */
  readonly isOpen?: boolean;
  /** Whether it computes, and so waits at the gate. */
  readonly computes?: boolean;
  answer(served: Served, request: RouteRequest): Promise<RouteAnswer>;
}
