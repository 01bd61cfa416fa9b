/**
 * What a worker of a training is made of. It needs no tfjs.
 *
 * @module
 */
export { combine, means } from './combine.ts';
export { type Place, shareOfBatch, type ShareInput, type WorkerProgram } from './program.ts';
export { type Reply, type Request, type WorkerLink, WorkerLost } from './protocol.ts';
export { type Received, type RunGraph, runStep, type Sent, type WorkerStep } from './run-step.ts';
export { serveWorker, type WorkerHost } from './serve-worker.ts';
