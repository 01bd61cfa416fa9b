/** What a training says to its workers, and they to it. Messages can be cloned between processes. */
import type { TensorMap } from '@ganport/runtime';
import type { Place, WorkerProgram } from './program.ts';
import type { Received, Sent } from './run-step.ts';

export type Request =
  /** The first message. The answer is `ready`. */
  | {
      readonly type: 'start';
      /** With the graphs of the worker's own parts. */
      readonly program: WorkerProgram;
      readonly place: Place;
      /** What these parts read. */
      readonly state: TensorMap;
      readonly providers: readonly ('cpu' | 'cuda')[];
      readonly threads: number;
    }
  /** Computes a step. The answers are `sent` for each part, which `received` answers, then `done`. */
  | {
      readonly type: 'step';
      readonly step: number;
      readonly batch: TensorMap;
      readonly received: Received;
    }
  | { readonly type: 'received'; readonly received: Received }
  /**
   * Undoes the step that was asked for last, finished or not, in what the worker keeps. The answer is `undone`,
   * and `write` follows.
   */
  | { readonly type: 'undo' }
  /** The answer is `state`, what workers keep. */
  | { readonly type: 'read' }
  /** Without an answer. */
  | { readonly type: 'write'; readonly state: TensorMap };

export type Reply =
  | { readonly type: 'ready'; readonly provider: string }
  | { readonly type: 'sent'; readonly sent: Sent }
  | { readonly type: 'done'; readonly results: TensorMap }
  | { readonly type: 'undone' }
  | { readonly type: 'state'; readonly state: TensorMap }
  /** An error of the computation, which another worker would have too. */
  | { readonly type: 'failed'; readonly message: string };

/** A worker somewhere else. */
export interface WorkerLink {
  /** At the worker, `received` of a later request may overwrite the tensors of an earlier one. */
  send(request: Request): void;
  /**
   * The next message of the worker. A later `sent` may overwrite the tensors of an earlier one.
   * @throws WorkerLost
   */
  receive(): Promise<Reply>;
  /** Ends the worker; `reason` is in the error of whoever waits for its answer. */
  close(reason?: string): Promise<void>;
}

/** A worker has ended. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}
