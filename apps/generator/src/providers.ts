/**
 * The providers a visitor chooses from. Each is opened on its own, so that the page loads only the
 * build of ONNX Runtime that it needs.
 */
import { RuntimeError } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/web';
import type { Session } from '@ganport/runtime';

export const providers = [
  { id: 'webgpu', label: 'WebGPU' },
  { id: 'wasm', label: 'WebAssembly' },
] as const;

export type PageProvider = (typeof providers)[number]['id'];

/**
 * WebGPU, unless its adapter is software, which is slower than WebAssembly. Where there is no WebGPU,
 * it refuses before anything is loaded, with the reason.
 */
export async function firstProvider(): Promise<PageProvider> {
  const adapter = 'gpu' in navigator ? await navigator.gpu.requestAdapter() : null;
  return adapter?.info.isFallbackAdapter ? 'wasm' : 'webgpu';
}

/**
 * A session, or why the provider does not run here.
 * @throws RuntimeError `invalid-model`
 */
export async function openOn(
  provider: PageProvider,
  model: Uint8Array,
): Promise<{ readonly session: Session } | { readonly refused: string }> {
  try {
    return { session: await createSession(model, { providers: [provider] }) };
  } catch (thrown) {
    const [refusal] = thrown instanceof RuntimeError ? thrown.refused : [];
    if (!refusal) throw thrown;
    return { refused: refusal.reason };
  }
}
