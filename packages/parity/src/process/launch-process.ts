/**
 * A child process that holds sessions. A driver that crashes and a model that asks for too much take
 * only the child with them, and the child can have the environment variables that a provider needs
 * before it starts.
 */
import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { RuntimeError, type Provider } from '@ganport/runtime';
import {
  messageChannel,
  type AnswerMessage,
  type Channel,
  type Method,
  type Replies,
  type Requests,
} from '@ganport/runtime/internal';
import { compiledFile } from '@ganport/runtime/internal/node';
import { environmentFor } from './environment.ts';
import { stallTimer } from '../stall.ts';
import { completeLimits, memoryMark, tooLarge, tooLong, type ProcessLimits } from './limits.ts';

/** How much of the child's stderr is kept for the message when it dies. */
const keptCharacters = 2000;

export interface ProcessChannel extends Channel {
  /** Whether the process is gone, or is going to be. */
  readonly ended: boolean;
}

/**
 * Starts a child process that computes with `provider`: the `launch` option of `createSession` of
 * `@ganport/runtime/node`. Its calls throw RuntimeErrors `time-limit` and `memory-limit` when the
 * process took too much and was ended, and `crashed` when it died.
 *
 * @example
 * const session = await createSession('model.onnx', { launch: (provider) => launchProcess(provider) });
 */
export function launchProcess(provider: Provider, limits: ProcessLimits = {}): ProcessChannel {
  const { timeLimit, memoryLimit } = completeLimits(limits);
  const child = fork(compiledFile('./entry.js', import.meta.url), [String(memoryLimit)], {
    serialization: 'advanced',
    env: environmentFor(provider),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-keptCharacters);
  });
  let end: RuntimeError | undefined;
  const endWith = (error: RuntimeError) => {
    end ??= error;
    channel.died(end);
  };
  const stall = stallTimer(timeLimit, () => {
    child.kill('SIGKILL');
    endWith(tooLong(timeLimit));
  });
  // Its stderr is a pipe, which keeps this process alive as the others do.
  const ends = [child, child.channel, child.stderr as Socket | null];
  const keepAlive = (waiting: boolean) => {
    for (const one of ends) one?.[waiting ? 'ref' : 'unref']();
  };
  const closed = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      const last = errors.trim().split('\n').at(-1);
      const how = `the session's process died (${signal ?? `exit code ${code}`})`;
      endWith(
        last === memoryMark
          ? tooLarge(memoryLimit)
          : new RuntimeError('crashed', `${how}${last && `: ${last}`}`),
      );
      resolve();
    });
    child.on('error', ({ message }) => {
      // A message to a child that has just died fails too; its end is reported by 'close'.
      if (child.pid !== undefined) return;
      endWith(
        new RuntimeError('crashed', `the session's process could not be started: ${message}`),
      );
      resolve();
    });
  });
  const channel = messageChannel({
    send: (message) => {
      stall.begin();
      child.send(message);
    },
    keepAlive,
    close: async () => {
      end ??= new RuntimeError('disposed', 'session: used after dispose(); create a new one');
      child.ref();
      child.kill('SIGKILL');
      await closed;
    },
  });
  child.on('message', (answer) => {
    stall.end();
    channel.receive(answer as AnswerMessage);
  });
  keepAlive(false);
  return {
    ...namingModels(channel),
    get ended() {
      return end !== undefined;
    },
  };
}

/** Codes of errors that a model itself causes while it is computed. */
const named: ReadonlySet<string> = new Set(['run-failed', 'crashed', 'time-limit', 'memory-limit']);

/** Puts the name of the model that was opened or run before the message of such an error. */
function namingModels(channel: Channel): Channel {
  const names = new Map<number, string>();
  return {
    close: () => channel.close(),
    call: async <M extends Method>(method: M, request: Requests[M]): Promise<Replies[M]> => {
      const opened = 'model' in request && typeof request.model === 'string' && request.model;
      const ran = 'session' in request && names.get(request.session);
      try {
        const reply = await channel.call(method, request);
        if (opened && reply && 'opened' in reply && 'session' in reply.opened) {
          names.set(reply.opened.session, opened);
        }
        return reply;
      } catch (thrown) {
        if (!(thrown instanceof RuntimeError) || !named.has(thrown.code)) throw thrown;
        throw new RuntimeError(thrown.code, `${opened || ran || 'the model'}: ${thrown.message}`);
      }
    },
  };
}
