/** The server's numbers for Prometheus. Each server has a registry of its own. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Admission } from '../admission.ts';
import type { ServedModel } from '../models/served-model.ts';

export interface Metrics {
  /** A request was answered. */
  request(route: string, status: number, seconds: number): void;
  /** A batch is computed. */
  batch(model: string, rows: number, requests: number): void;
  /** A worker has ended and starts again. */
  restart(model: string): void;
  /** The text that Prometheus reads, and its type. */
  text(): Promise<string>;
  readonly contentType: string;
}

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];
const rows = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** @param models read when Prometheus asks */
export function createMetrics(
  admission: Admission,
  models: ReadonlyMap<string, ServedModel>,
): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'ganport_requests_total',
    help: 'Requests by route and status',
    labelNames: ['route', 'status'],
    registers,
  });
  const times = new Histogram({
    name: 'ganport_request_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['route'],
    buckets: seconds,
    registers,
  });
  const batches = new Histogram({
    name: 'ganport_batch_rows',
    help: 'Rows of the batches that were computed',
    labelNames: ['model'],
    buckets: rows,
    registers,
  });
  const batched = new Counter({
    name: 'ganport_batched_requests_total',
    help: 'Requests that were computed',
    labelNames: ['model'],
    registers,
  });
  const restarts = new Counter({
    name: 'ganport_worker_restarts_total',
    help: 'Workers that ended and were started again',
    labelNames: ['model'],
    registers,
  });
  for (const gauge of [
    new Gauge({
      name: 'ganport_requests_under_way',
      help: 'Requests that are read, wait or are computed',
      registers: [],
      collect() {
        this.set(admission.requests);
      },
    }),
    new Gauge({
      name: 'ganport_bytes_under_way',
      help: 'Bytes of the bodies of these requests',
      registers: [],
      collect() {
        this.set(admission.bytes);
      },
    }),
    new Gauge<'model'>({
      name: 'ganport_requests_waiting',
      help: 'Requests that wait for a worker',
      labelNames: ['model'],
      registers: [],
      collect() {
        for (const { name, waiting } of models.values()) this.set({ model: name }, waiting);
      },
    }),
  ]) {
    register.registerMetric(gauge);
  }
  return {
    request(route, status, time) {
      requests.inc({ route, status });
      times.observe({ route }, time);
    },
    batch(model, count, many) {
      batches.observe({ model }, count);
      batched.inc({ model }, many);
    },
    restart: (model) => restarts.inc({ model }),
    text: () => register.metrics(),
    contentType: register.contentType,
  };
}
