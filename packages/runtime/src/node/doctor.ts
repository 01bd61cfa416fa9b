/**
 * Finds out what works on this machine by doing it: every runtime and provider computes a tiny
 * model, each where a crash harms nobody. What does not work comes with the reason and the remedy.
 */
import { messageOf, RuntimeError } from '../errors.ts';
import { probeInputs, probeModel, probeOutput } from '../probe-model.ts';
import type { Session } from '../session.ts';
import { bindingLocation } from './binding.ts';
import { createSession } from './create.ts';
import { findVulkanDriver } from './vulkan.ts';

export interface Diagnosis {
  /** `node`, `chromium`, or what the caller adds. */
  readonly runtime: string;
  readonly provider: string;
  readonly works: boolean;
  /** How it computes, or why it does not. */
  readonly detail: string;
  /** How to get it, when it does not work. */
  readonly remedy?: string;
}

interface Check {
  readonly runtime: string;
  readonly provider: string;
  open(): Promise<Session>;
  /** How it computes, when it does. */
  detail(): string;
  readonly remedy: string;
}

const chromiumRemedy =
  'install Chromium (Debian: apt install chromium), or set CHROMIUM_PATH to one';

const checks: readonly Check[] = [
  {
    runtime: 'node',
    provider: 'cpu',
    open: () => createSession(probeModel, { providers: ['cpu'], process: true }),
    detail: () => `onnxruntime-node ${bindingLocation().version}`,
    remedy: 'npm install again; onnxruntime-node has binaries for Linux, macOS and Windows',
  },
  {
    runtime: 'node',
    provider: 'cuda',
    open: () => createSession(probeModel, { providers: ['cuda'], process: true }),
    detail: () => `onnxruntime-node ${bindingLocation().version}`,
    remedy: "ganport setup cuda, on a Linux machine with an NVIDIA card and NVIDIA's driver",
  },
  {
    runtime: 'node',
    provider: 'webgpu',
    open: () => createSession(probeModel, { providers: ['webgpu'], process: true }),
    detail: () => findVulkanDriver()?.how ?? "the system's graphics driver",
    remedy: 'a graphics driver; or, on the CPU, SwiftShader: apt install chromium libvulkan1',
  },
  {
    runtime: 'chromium',
    provider: 'wasm',
    open: () => openInChromium('wasm'),
    detail: () => 'onnxruntime-web, cross-origin isolated',
    remedy: chromiumRemedy,
  },
  {
    runtime: 'chromium',
    provider: 'webgpu',
    open: () => openInChromium('webgpu'),
    detail: () => 'onnxruntime-web, SwiftShader on the CPU',
    remedy: chromiumRemedy,
  },
];

/**
 * Takes some seconds. Never throws for what does not work: that is a row.
 * @param also rows that only the caller can know, put after the others
 */
export async function doctor(also: readonly Diagnosis[] = []): Promise<Diagnosis[]> {
  const rows: Diagnosis[] = [];
  // One after the other, so that they do not fight for the processor.
  for (const check of checks) rows.push(await diagnose(check));
  return [...rows, ...also];
}

/** A plain-text table, one line for each row and one more for each remedy. */
export function formatDoctor(rows: readonly Diagnosis[]): string {
  const runtimeWidth = Math.max(...rows.map(({ runtime }) => runtime.length));
  const providerWidth = Math.max(...rows.map(({ provider }) => provider.length));
  return rows
    .flatMap(({ runtime, provider, works, detail, remedy }) => {
      const name = `${runtime.padEnd(runtimeWidth)}  ${provider.padEnd(providerWidth)}`;
      const indent = ' '.repeat(name.length + '  works  '.length);
      return [
        `${name}  ${works ? 'works' : 'no   '}  ${detail}`,
        ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
      ];
    })
    .join('\n');
}

async function diagnose(check: Check): Promise<Diagnosis> {
  const { runtime, provider } = check;
  try {
    const session = await check.open();
    try {
      const { y } = await session.run(probeInputs);
      const right = probeOutput.every((value, i) => y?.data[i] === value);
      if (right) return { runtime, provider, works: true, detail: check.detail() };
      return { runtime, provider, works: false, detail: 'it computes wrong numbers' };
    } finally {
      await session.dispose();
    }
  } catch (thrown) {
    const [refusal] = thrown instanceof RuntimeError ? thrown.refused : [];
    const detail = refusal?.reason ?? messageOf(thrown);
    return { runtime, provider, works: false, detail, remedy: check.remedy };
  }
}

/** Loaded when needed: sessions in Node do without the browser's driver. */
async function openInChromium(provider: 'wasm' | 'webgpu'): Promise<Session> {
  const { createChromiumSession } = await import('../chromium/create.ts');
  return createChromiumSession(probeModel, { provider });
}
