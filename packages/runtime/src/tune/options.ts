/** The option of createSession that fits a model to its provider when it is loaded. */
import { messageOf, RuntimeError } from '../errors.ts';
import type { Provider } from '../provider.ts';
import type { Channel } from '../remote/protocol.ts';
import type { MakeModel, ModelSource, Session, SessionOptions } from '../session.ts';
import { tuneModel, type TuneCache } from './tune-model.ts';

export interface TuneOption {
  /**
   * Fit the model to the provider before it is opened: convolutions in the forms that are fastest here.
   * The first time, that takes about so many `seconds` (30); the result is kept, by the content of the
   * model, the provider and ONNX Runtime's version. Needs @ganport/graph.
   */
  readonly tune?: boolean | { readonly seconds: number };
}

/** What differs between Node and a page. */
export interface TunePlace {
  /** Opens the way to sessions like the one that is wanted; it is closed after the search. */
  open(provider: Provider): Channel;
  /** The bytes of a model, wherever it is. */
  read(model: ModelSource): Promise<Uint8Array>;
  readonly cache: TuneCache | undefined;
  readonly machine: string;
}

const defaultSeconds = 30;

/**
 * Opens a session on the tuned model. Where the search fails, the session has the model as it is, and a
 * note of the reason.
 *
 * @throws RuntimeError as `open`, and `not-installed` without @ganport/graph
 */
export async function openTuned(
  model: ModelSource | MakeModel<ModelSource>,
  { tune, threads }: TuneOption & SessionOptions,
  place: TunePlace,
  open: (model: MakeModel<ModelSource>) => Promise<Session>,
): Promise<Session> {
  const seconds = typeof tune === 'object' ? tune.seconds : defaultSeconds;
  const notes = new Map<Provider, string>();
  const session = await open(async (provider) => {
    const source = typeof model === 'function' ? await model(provider) : model;
    const bytes = await place.read(source);
    const channel = place.open(provider);
    const { cache, machine } = place;
    try {
      const request = { provider, threads, seconds, channel, cache, machine };
      const { model: tuned, note } = await tuneModel(bytes, request);
      if (note !== undefined) notes.set(provider, note);
      return tuned;
    } catch (thrown) {
      if (thrown instanceof RuntimeError && thrown.code === 'not-installed') throw thrown;
      notes.set(provider, `not tuned: ${messageOf(thrown)}`);
      return source;
    } finally {
      await channel.close();
    }
  });
  const note = notes.get(session.provider);
  return note === undefined ? session : { ...session, notes: [...session.notes, note] };
}
