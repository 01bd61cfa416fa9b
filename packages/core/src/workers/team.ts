/**
 * Workers that take steps together. The team has the state, and computes what is the same for all of them. A
 * worker that ends is replaced: the others undo the step, the new one gets the state, and the step is computed
 * again.
 */
import type { TensorMap } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import { leadStep } from './lead-step.ts';
import { shareOfBatch, type WorkerProgram } from './program.ts';
import { receiveAll } from './patience.ts';
import { type Reply, type Request, type WorkerLink, WorkerLost } from './protocol.ts';
import type { Received, RunGraph } from './run-step.ts';
import { divideParts, stateOfWorker } from './shared-parts.ts';

export interface TeamOptions {
  readonly program: WorkerProgram;
  readonly state: TensorMap;
  /** Runs the graphs of shared parts; `divideParts` says which these are. */
  readonly run: RunGraph;
  readonly providers: readonly ('cpu' | 'cuda')[];
  /** CPU threads of each worker. */
  readonly threads: number;
  readonly launch: (rank: number) => WorkerLink;
  /** Called when a worker is replaced. */
  readonly onReplace?: ((rank: number, reason: string) => void) | undefined;
  /** Seconds that a worker may be silent after another has answered; {@link receiveAll} has the default. */
  readonly patience?: number | undefined;
}

export interface Team {
  readonly provider: string;
  /** Computes a step. @returns the means of the workers' results */
  step(batch: TensorMap, step: number): Promise<TensorMap>;
  readState(): Promise<TensorMap>;
  writeState(state: TensorMap): void;
  close(): Promise<void>;
}

/** How often one step is tried before the training gives up. */
const ATTEMPTS = 3;

/** @throws CoreError 'workers-lost' where workers cannot start */
export async function startTeam(options: TeamOptions): Promise<Team> {
  const { program, run, providers, threads, launch, onReplace } = options;
  const { workers } = program;
  const division = divideParts(program.parts);
  const graphs = new Set(
    program.parts.flatMap((part) => (division.shared.has(part) ? [] : [part.graph])),
  );
  const programOfWorker = {
    ...program,
    graphs: Object.fromEntries(Object.entries(program.graphs).filter(([name]) => graphs.has(name))),
  };
  /** After the last step that all have ended, but for what workers keep. */
  let current = options.state;
  const links: WorkerLink[] = [];
  let provider = '';

  const start = async (ranks: readonly number[]): Promise<void> => {
    const given = { program: programOfWorker, state: stateOfWorker(division, current) };
    for (const rank of ranks) {
      const link = launch(rank);
      links[rank] = link;
      link.send({ type: 'start', ...given, place: { rank, workers }, providers, threads });
    }
    for (const rank of ranks) {
      const reply = await expectReply(linkOf(rank), 'ready');
      provider = reply.provider;
    }
  };
  const linkOf = (rank: number) => links[rank] as WorkerLink; // Ranks are below `workers`.

  const attempt = async (batch: TensorMap, step: number): Promise<TensorMap> => {
    let isAsked = false;
    const answers = async <Type extends 'sent' | 'done'>(
      received: Received,
      type: Type,
    ): Promise<Extract<Reply, { type: Type }>[]> => {
      for (const [rank, link] of links.entries()) {
        if (isAsked) link.send({ type: 'received', received });
        else {
          const share = shareOfBatch(program, batch, { rank, workers });
          link.send({ type: 'step', step, batch: share, received });
        }
      }
      isAsked = true;
      // All have answered or have ended, so that none of them is left with an answer that nobody reads.
      const settled = await receiveAll(links, options.patience);
      const replies = settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
      return replies.map((reply) => expected(reply, type));
    };
    const { state, results } = await leadStep(
      {
        ...{ program, division, run },
        next: async (changed) => (await answers(changed, 'sent')).map(({ sent }) => sent),
        end: async (changed) => (await answers(changed, 'done')).map((done) => done.results),
      },
      current,
    );
    current = state;
    return results;
  };

  const broadcast = (request: Request): void => {
    for (const link of links) link.send(request);
  };

  /** Undoes the step in the workers that are left, and replaces the others. */
  const recover = async (reason: string): Promise<void> => {
    broadcast({ type: 'undo' });
    const undone = await Promise.all(links.map((link) => isUndone(link)));
    const lost = undone.flatMap((isLeft, rank) => (isLeft ? [] : [rank]));
    const left = links.find((_, rank) => undone[rank]);
    if (!left) {
      const message = `all ${workers} workers have ended (${reason}); go on from the last checkpoint with --resume, with fewer workers if memory is short`;
      throw new CoreError('workers-lost', message);
    }
    await readKept(left);
    // Links may overwrite what they gave, so workers cannot return to it by themselves.
    const state = stateOfWorker(division, current);
    for (const [rank, link] of links.entries()) {
      if (undone[rank]) link.send({ type: 'write', state });
    }
    for (const rank of lost) {
      await linkOf(rank).close();
      onReplace?.(rank, reason);
    }
    await start(lost);
  };

  /** Completes the state with what workers keep. */
  const readKept = async (link: WorkerLink): Promise<void> => {
    if (division.kept.size === 0) return;
    link.send({ type: 'read' });
    current = { ...current, ...(await expectReply(link, 'state')).state };
  };

  try {
    await start(Array.from({ length: workers }, (_, rank) => rank));
  } catch (error) {
    await Promise.all(links.map((link) => link.close()));
    if (!(error instanceof WorkerLost)) throw error;
    throw new CoreError('workers-lost', `a worker has ended while it started: ${error.message}`, {
      cause: error,
    });
  }
  return {
    get provider() {
      return provider;
    },
    async step(batch, step) {
      for (let tried = 1; ; tried++) {
        try {
          return await attempt(batch, step);
        } catch (error) {
          if (!(error instanceof WorkerLost)) throw error;
          if (tried === ATTEMPTS) {
            const message = `step ${step + 1}: workers have ended ${tried} times (${error.message}); use fewer workers, or a smaller batch`;
            throw new CoreError('workers-lost', message, { cause: error });
          }
          await recover(error.message);
        }
      }
    },
    async readState() {
      await readKept(linkOf(0));
      return current;
    },
    writeState: (state) => {
      current = state;
      broadcast({ type: 'write', state: stateOfWorker(division, state) });
    },
    close: async () => void (await Promise.all(links.map((link) => link.close()))),
  };
}

async function expectReply<Type extends Reply['type']>(
  link: WorkerLink,
  type: Type,
): Promise<Extract<Reply, { type: Type }>> {
  return expected(await link.receive(), type);
}

function expected<Type extends Reply['type']>(
  reply: Reply,
  type: Type,
): Extract<Reply, { type: Type }> {
  if (reply.type === 'failed') throw failed(reply.message);
  if (reply.type !== type) throw new RangeError(`a worker said ${reply.type}, not ${type}`);
  return reply as Extract<Reply, { type: Type }>;
}

/** Whether a worker is there and has undone the step; its answers to the step are passed over. */
async function isUndone(link: WorkerLink): Promise<boolean> {
  try {
    while ((await link.receive()).type !== 'undone');
    return true;
  } catch {
    return false;
  }
}

function failed(message: string): CoreError {
  return new CoreError('workers-lost', `a worker cannot compute: ${message}`);
}
