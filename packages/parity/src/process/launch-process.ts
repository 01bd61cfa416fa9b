/**
 * A child process that holds one session. A driver that crashes takes only the child with it, and
 * the child can have the environment variables that a provider needs before it starts.
 */
import { fork } from 'node:child_process';
import type { Provider } from '@ganport/runtime';
import { messageChannel, type AnswerMessage, type Channel } from '@ganport/runtime/internal';
import { bindingLocation, compiledFile } from '@ganport/runtime/internal/node';
import { cudaFolder, cudaLibraryPath } from './cuda-libraries.ts';
import { findVulkanDriver } from './vulkan.ts';

/** How much of the child's stderr is kept for the message when it dies. */
const keptCharacters = 2000;

/** What a child process must be started with, by provider. */
const environments: Partial<Record<Provider, () => Readonly<Record<string, string>>>> = {
  webgpu: () => findVulkanDriver()?.environment ?? {},
  cuda: () => ({ LD_LIBRARY_PATH: cudaLibraryPath(cudaFolder(bindingLocation().version)) }),
};

/**
 * Starts a child process that computes with `provider`: the `launch` option of `createSession` of
 * `@ganport/runtime/node`.
 *
 * @example
 * const session = await createSession('model.onnx', { launch: launchProcess });
 */
export function launchProcess(provider: Provider): Channel {
  const child = fork(compiledFile('./entry.js', import.meta.url), [], {
    serialization: 'advanced',
    env: { ...process.env, ...environments[provider]?.() },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-keptCharacters);
  });
  const keepAlive = (waiting: boolean) => {
    if (waiting) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  };
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      const last = errors.trim().split('\n').at(-1);
      channel.died(
        `the session's process died (${signal ?? `exit code ${code}`})${last && `: ${last}`}`,
      );
      resolve();
    });
    child.on('error', (error) => {
      // A message to a child that has just died fails too; its end is reported by 'close'.
      if (child.pid !== undefined) return;
      channel.died(`the session's process could not be started: ${error.message}`);
      resolve();
    });
  });
  const channel = messageChannel({
    send: (message) => child.send(message),
    keepAlive,
    close: async () => {
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  });
  child.on('message', (answer) => channel.receive(answer as AnswerMessage));
  keepAlive(false);
  return channel;
}
