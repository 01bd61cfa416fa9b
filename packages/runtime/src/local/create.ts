/** Sessions of one platform in this thread, on a provider that is named or on the first that works. */
import { negotiate, type Attempt } from '../negotiate.ts';
import type { Provider } from '../provider.ts';
import type {
  MakeModel,
  ModelSource,
  Session,
  SessionOptions,
  StatefulModel,
  StatefulSession,
} from '../session.ts';
import { openOnServer } from '../oip/session.ts';
import { openOn } from './open.ts';
import type { LocatedModel, Platform } from './platform.ts';
import { localSession } from './session.ts';
import { localStateful } from './stateful.ts';

export interface LocalSessions<Options extends SessionOptions> {
  createSession(model: ModelSource | MakeModel<ModelSource>, options: Options): Promise<Session>;
  createStatefulSession(
    model: StatefulModel | MakeModel<StatefulModel>,
    options: Options,
  ): Promise<StatefulSession>;
  /** Opens on one provider alone; `options.providers` is not read. */
  open(provider: Provider, model: ModelSource, options: Options): Promise<Attempt<Session>>;
  openStateful(
    provider: Provider,
    model: StatefulModel,
    options: Options,
  ): Promise<Attempt<StatefulSession>>;
}

export function localSessions<Options extends SessionOptions>(
  platform: Platform<Options>,
): LocalSessions<Options> {
  const open = async (provider: Provider, model: LocatedModel, options: Options) => {
    const attempt = await openOn(platform, provider, model, options);
    return 'refusal' in attempt ? attempt : { opened: localSession(attempt.opened) };
  };
  const openStateful = async (
    provider: Provider,
    model: LocatedModel,
    { state, initial }: StatefulModel,
    options: Options,
  ) => {
    const attempt = await openOn(platform, provider, model, options, state);
    if ('refusal' in attempt) return attempt;
    return { opened: await localStateful(attempt.opened, { state, initial }) };
  };
  const wanted = ({ providers }: Options) => providers ?? platform.defaultProviders;
  return {
    createSession: async (model, options) => {
      // One model for all providers is located once.
      let one: Promise<LocatedModel> | undefined;
      return negotiate(wanted(options), async (provider) => {
        const made = typeof model === 'function' ? await model(provider) : model;
        if (provider === 'server') return openOnServer(platform.servers, made, options.server);
        const located =
          typeof model === 'function' ? platform.locate(made) : (one ??= platform.locate(made));
        return open(provider, await located, options);
      });
    },
    createStatefulSession: async (model, options) => {
      const located = typeof model === 'function' ? undefined : await platform.locate(model.model);
      return negotiate(wanted(options), async (provider) => {
        const made = typeof model === 'function' ? await model(provider) : model;
        return openStateful(
          provider,
          located ?? (await platform.locate(made.model)),
          made,
          options,
        );
      });
    },
    open: async (provider, model, options) => open(provider, await platform.locate(model), options),
    openStateful: async (provider, model, options) =>
      openStateful(provider, await platform.locate(model.model), model, options),
  };
}
