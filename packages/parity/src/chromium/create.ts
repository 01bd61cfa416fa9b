/** A session in a Chromium of its own, which ends when the session is disposed. */
import type {
  Session,
  SessionInfo,
  SessionOptions,
  StatefulSession,
  StateOptions,
} from '@ganport/runtime';
import type { ProcessLimits } from '../process/limits.ts';
import { openRuntimePage, type RuntimePage } from './runtime-page.ts';

export interface ChromiumOptions extends Pick<ProcessLimits, 'timeLimit'> {
  readonly provider: 'wasm' | 'webgpu';
  readonly threads?: number;
}

/**
 * Opens a model (bytes or a path on this machine) in a new headless Chromium.
 *
 * @throws ParityError `no-chromium`; RuntimeError as createSession
 * @example
 * const session = await createChromiumSession('model.onnx', { provider: 'webgpu' });
 * const { y } = await session.run({ x });
 * await session.dispose();
 */
export async function createChromiumSession(
  model: Uint8Array | string,
  options: ChromiumOptions,
): Promise<Session> {
  return inOwnPage(options, (page) => page.createSession(model, sessionOptions(options)));
}

/** As createChromiumSession, for a model whose state stays in the page. */
export async function createChromiumStatefulSession(
  model: Uint8Array | string,
  options: ChromiumOptions & StateOptions,
): Promise<StatefulSession> {
  const { state, initial } = options;
  return inOwnPage(options, (page) =>
    page.createStatefulSession(model, { ...sessionOptions(options), state, initial }),
  );
}

function sessionOptions({ provider, threads }: ChromiumOptions): SessionOptions {
  return { providers: [provider], ...(threads !== undefined && { threads }) };
}

async function inOwnPage<S extends SessionInfo & { dispose(): Promise<void> }>(
  limits: Pick<ProcessLimits, 'timeLimit'>,
  open: (page: RuntimePage) => Promise<S>,
): Promise<S> {
  const page = await openRuntimePage(limits);
  try {
    const session = await open(page);
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      try {
        await session.dispose();
      } finally {
        await page.close();
      }
    };
    return { ...session, dispose: () => (closing ??= close()) };
  } catch (thrown) {
    await page.close();
    throw thrown;
  }
}
