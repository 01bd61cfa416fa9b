/** The engine of many workers: each computes its share of the batch, and all take the same step. */
import { createSession, defaultProviders } from '#runtime';
import type { Session, TensorMap } from '@ganport/runtime';
import { createOnnxEngine } from '../engines/engine-onnx.ts';
import type { Engine, StepNumbers } from '../engines/engine.ts';
import type { State } from '../engines/state.ts';
import type { Gan } from '../gan/gan.ts';
import { exportWorkerProgram } from './export-program.ts';
import { divideParts } from './shared-parts.ts';
import { startTeam, type Team, type TeamOptions } from './team.ts';

export type WorkersOptions = Pick<TeamOptions, 'launch' | 'onReplace' | 'patience'> & {
  /** The CPU threads of this machine, which the workers share. */
  readonly threads: number;
};

/** An engine whose steps are computed by as many workers as the GAN's settings have. */
export async function createWorkersEngine(gan: Gan, options: WorkersOptions): Promise<Engine> {
  const { workers, syncBatchNorm, providers = defaultProviders } = gan.config;
  /** Networks in inference, and the state before the first step. */
  const inner = await createOnnxEngine(gan);
  const onGpu = gan.config.providers?.[0] === 'cuda';
  let team: Promise<Team> | undefined;
  let provider = 'not started';
  let isDisposed = false;
  /** Of the parts that are computed here, by the names of their graphs. */
  const sessions = new Map<string, Session>();

  const start = async (batch: TensorMap): Promise<Team> => {
    const program = await exportWorkerProgram(gan, batch, {
      workers,
      synchronized: syncBatchNorm,
      convolution: onGpu ? 'direct' : 'cpu',
    });
    for (const { graph } of divideParts(program.parts).shared) {
      if (sessions.has(graph)) continue;
      // All threads: the workers wait meanwhile.
      const session = { providers: ['cpu'], threads: options.threads, spin: false } as const;
      sessions.set(graph, await createSession(program.graphs[graph] as Uint8Array, session));
    }
    const started = await startTeam({
      ...options,
      program,
      run: (graph, feeds) => (sessions.get(graph) as Session).run(feeds),
      state: await inner.readState(),
      providers: onGpu ? providers.filter((name) => name === 'cuda' || name === 'cpu') : ['cpu'],
      threads: gan.config.threads ?? Math.max(1, Math.floor(options.threads / workers)),
    });
    ({ provider } = started);
    return started;
  };

  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const readState = async (): Promise<State> =>
    team ? { ...(await (await team).readState()) } : inner.readState();

  return {
    get description() {
      return `${workers} workers on onnxruntime ${provider}`;
    },
    step: (batch, number) =>
      inTurn(async () => {
        const results = await (await (team ??= start(batch))).step(batch, number);
        return Object.fromEntries(
          Object.entries(results).map(([metric, { data }]) => [metric, Number(data[0])]),
        ) as StepNumbers;
      }),
    readState: () => inTurn(readState),
    writeState: (state) =>
      inTurn(async () => {
        // Checks the state, and holds it until the workers start.
        await inner.writeState(state);
        if (team) (await team).writeState(await inner.readState());
      }),
    infer: (network, inputs) =>
      inTurn(async () => {
        if (team) await inner.writeState(await readState());
        return inner.infer(network, inputs);
      }),
    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      await turn;
      await (await team?.catch(() => undefined))?.close();
      for (const session of sessions.values()) await session.dispose();
      await inner.dispose();
    },
  };
}
