/** The worker's end of the protocol: it holds what its parts read, and computes the steps that it is asked for. */
import type { TensorMap } from '@ganport/runtime';
import type { Place, WorkerProgram } from './program.ts';
import type { Reply, Request } from './protocol.ts';
import { type Received, type RunGraph, runStep } from './run-step.ts';
import { type Division, divideParts, only } from './shared-parts.ts';

type Start = Extract<Request, { type: 'start' }>;

export interface WorkerHost {
  /** Opens the graphs of a program. */
  readonly open: (start: Start) => Promise<{ readonly provider: string; readonly run: RunGraph }>;
  readonly reply: (reply: Reply) => void;
}

class Undone extends Error {}

/** Returns what takes the requests. */
export function serveWorker({ open, reply }: WorkerHost): (request: Request) => void {
  let program: WorkerProgram | undefined;
  let division: Division | undefined;
  let place: Place = { rank: 0, workers: 1 };
  let run: RunGraph | undefined;
  let state: TensorMap = {};
  /** The state before the step that was asked for last. */
  let before: TensorMap = {};
  /** Of the exchange that is waited for. */
  let waiting:
    | { resolve: (received: Received) => void; reject: (undone: Undone) => void }
    | undefined;
  let turn: Promise<void> = Promise.resolve();
  let isUndone = false;

  const exchange = () =>
    new Promise<Received>((resolve, reject) => {
      if (isUndone) reject(new Undone());
      else waiting = { resolve, reject };
    });

  const step = async ({ step: number, batch, received }: Extract<Request, { type: 'step' }>) => {
    if (!program || !division || !run) throw new Error('a step before the start');
    before = state;
    isUndone = false;
    const result = await runStep(
      {
        program,
        division,
        place,
        run,
        exchange: (sent) => {
          const answer = exchange();
          if (!isUndone) reply({ type: 'sent', sent });
          return answer;
        },
      },
      state,
      received,
      batch,
      number,
    );
    if (isUndone) return;
    state = result.state;
    reply({ type: 'done', results: result.results });
  };

  const inTurn = (work: () => Promise<void> | void): void => {
    turn = turn.then(work).catch((error: unknown) => {
      if (error instanceof Undone) return;
      reply({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
    });
  };

  return (request) => {
    switch (request.type) {
      case 'start':
        inTurn(async () => {
          ({ program, place, state } = request);
          before = state;
          division = divideParts(program.parts);
          const opened = await open(request);
          run = opened.run;
          reply({ type: 'ready', provider: opened.provider });
        });
        return;
      case 'step':
        inTurn(() => step(request));
        return;
      case 'received':
        waiting?.resolve(request.received);
        waiting = undefined;
        return;
      case 'undo':
        isUndone = true;
        waiting?.reject(new Undone());
        waiting = undefined;
        inTurn(() => {
          state = before;
          reply({ type: 'undone' });
        });
        return;
      case 'read':
        inTurn(() => reply({ type: 'state', state: only(state, division?.kept ?? new Set()) }));
        return;
      case 'write':
        inTurn(() => {
          state = request.state;
          before = state;
        });
    }
  };
}
