/**
 * A page in a headless Chromium that holds sessions of onnxruntime-web, used from Node through the
 * same interface as any other session.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import {
  RuntimeError,
  type Session,
  type SessionOptions,
  type StatefulSession,
  type StateOptions,
} from '@ganport/runtime';
import {
  messageOf,
  negotiate,
  openRemote,
  openRemoteStateful,
  toError,
  type AnswerMessage,
  type CallMessage,
  type Channel,
  type Method,
  type Replies,
  type Requests,
} from '@ganport/runtime/internal';
import { locateModel } from '@ganport/runtime/internal/node';
import { defaultProviders } from '@ganport/runtime/web';
import { completeLimits, tooLong, type ProcessLimits } from '../process/limits.ts';
import { stallTimer, within } from '../stall.ts';
import { closeChromium, launchChromium } from './browser.ts';
import { startServer } from './server.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

export interface RuntimePage {
  /** For example `156.0.8078.79`. */
  readonly version: string;
  /** The way to the sessions of the page, for measurements. Closing it leaves the page open. */
  readonly channel: Channel;
  /** As createSession of `@ganport/runtime/web`; a string is a path on this machine. */
  createSession(model: Uint8Array | string, options?: SessionOptions): Promise<Session>;
  createStatefulSession(
    model: Uint8Array | string,
    options: SessionOptions & StateOptions,
  ): Promise<StatefulSession>;
  /** Ends the browser; sessions that are still open are gone with it. */
  close(): Promise<void>;
}

/**
 * Starts Chromium with an empty page. Close the page, or the browser keeps this process running.
 *
 * @param limits seconds that one call may take, 120 unless given; the browser is ended after that
 * @throws ParityError `no-chromium`
 * @example
 * const page = await openRuntimePage();
 * const session = await page.createSession('model.onnx', { providers: ['wasm'] });
 * await page.close();
 */
export async function openRuntimePage(
  limits: Pick<ProcessLimits, 'timeLimit'> = {},
): Promise<RuntimePage> {
  const { timeLimit } = completeLimits(limits);
  const browser = await launchChromium();
  const server = await startServer();
  let closing: Promise<unknown> | undefined;
  const closeAll = async (): Promise<void> => {
    closing ??= Promise.all([closeChromium(browser), server.close()]);
    await closing;
  };
  try {
    const page = await openPage(browser, server.address);
    let calls = 0;
    let late: RuntimeError | undefined;
    const stall = stallTimer(timeLimit, () => {
      late = tooLong(timeLimit);
      void closeAll();
    });
    const channel: Channel = {
      call: async <M extends Method>(method: M, request: Requests[M]): Promise<Replies[M]> => {
        const call = ++calls;
        const message: CallMessage<M> = { call, method, request };
        server.offer(call, encodeMessage(message));
        stall.begin();
        try {
          await page.evaluate(`answerCall(${call})`);
        } catch (cause) {
          throw (
            late ?? new RuntimeError('crashed', `the page died: ${messageOf(cause)}`, { cause })
          );
        } finally {
          stall.end();
        }
        // The page answers a call of method M with a reply of method M.
        return replyOf(server.take(call)) as Replies[M];
      },
      // Sessions of one page share it; the page is closed by its owner.
      close: async () => undefined,
    };
    return {
      version: browser.version(),
      channel,
      createSession: async (model, { providers = defaultProviders, ...options } = {}) => {
        const bytes = await readModel(model);
        return negotiate(providers, (provider) =>
          openRemote(channel, { provider, model: bytes, ...options }),
        );
      },
      createStatefulSession: async (model, options) => {
        const { providers = defaultProviders, state, initial, ...rest } = options;
        const bytes = await readModel(model);
        return negotiate(providers, (provider) =>
          openRemoteStateful(channel, { provider, model: bytes, ...rest }, { state, initial }),
        );
      },
      close: closeAll,
    };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** Seconds that the empty page may take to load. */
const PATIENCE = 60;

/** @throws RuntimeError `time-limit`, `crashed` */
async function openPage(browser: Browser, address: string): Promise<Page> {
  const open = async () => {
    const page = await browser.newPage();
    await page.goto(address, { timeout: 0 });
    await page.waitForFunction('globalThis.answerCall !== undefined', undefined, { timeout: 0 });
    return page;
  };
  const late = () =>
    new RuntimeError('time-limit', `Chromium: its page did not load within ${PATIENCE} s`);
  try {
    return await within(open(), PATIENCE, late);
  } catch (cause) {
    if (cause instanceof RuntimeError) throw cause;
    const message = `Chromium: its page did not load: ${messageOf(cause)}`;
    throw new RuntimeError('crashed', message, { cause });
  }
}

/**
 * A page cannot read this machine's files, so a model given by its path is read here.
 * @throws RuntimeError `model-not-found`, `invalid-model`
 */
async function readModel(model: Uint8Array | string): Promise<Uint8Array> {
  const { source } = await locateModel(model);
  return typeof source === 'string' ? new Uint8Array(await readFile(source)) : source;
}

function replyOf(bytes: Uint8Array | undefined): Replies[Method] {
  if (!bytes) throw new RuntimeError('crashed', 'the page did not answer');
  // Written by page.ts.
  const answer = decodeMessage(bytes) as AnswerMessage;
  if ('failure' in answer) throw toError(answer.failure);
  return answer.reply;
}
