/** A model on the first provider that computes in this worker. */
import { RuntimeError, type Session } from '@ganport/runtime';
import { openLocal } from '@ganport/runtime/internal/web';
import { messageOf, WebError, type WebErrorCode } from '../errors.ts';
import type { PageProvider, Refusal, Requests } from './protocol.ts';

export interface Opened {
  readonly session: Session;
  readonly provider: PageProvider;
  readonly refused: readonly Refusal[];
}

type OpenOptions = Pick<Requests['open'], 'providers' | 'allowSoftware' | 'runtime' | 'threads'>;

/**
 * @param name of the file, for messages
 * @throws WebError 'invalid-model', 'no-provider'
 */
export async function openSession(
  bytes: Uint8Array,
  name: string,
  { providers, allowSoftware, runtime, threads }: OpenOptions,
): Promise<Opened> {
  const refused: Refusal[] = [];
  const options = {
    ...(runtime !== undefined && { ortModule: runtime }),
    ...(threads !== undefined && { threads }),
  };
  for (const provider of providers) {
    const reason =
      provider === 'webgpu' && !allowSoftware && (await isSoftware())
        ? 'its adapter is software, which is slower than WebAssembly'
        : undefined;
    if (reason !== undefined) {
      refused.push({ provider, reason });
      continue;
    }
    try {
      const attempt = await openLocal(provider, bytes, {
        ...options,
        providers: [provider],
      });
      if ('opened' in attempt) return { session: attempt.opened, provider, refused };
      refused.push({ provider, reason: attempt.refusal });
    } catch (thrown) {
      throw asWebError(thrown, name);
    }
  }
  const reasons = refused.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ');
  throw new WebError('no-provider', `nothing computes ${name} in this browser (${reasons})`);
}

async function isSoftware(): Promise<boolean> {
  const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
  return adapter?.info.isFallbackAdapter === true;
}

const codes: Readonly<Partial<Record<RuntimeError['code'], WebErrorCode>>> = {
  crashed: 'lost',
  'not-installed': 'no-provider',
  'no-provider': 'no-provider',
};

/** What the runtime throws, in this package's words. */
export function asWebError(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof RuntimeError)) return thrown;
  if (thrown.code === 'invalid-model') {
    const line = `${name} is not a model that ONNX Runtime can load: export or copy it again`;
    return new WebError('invalid-model', line, { cause: thrown });
  }
  return new WebError(codes[thrown.code] ?? 'run-failed', messageOf(thrown), { cause: thrown });
}
