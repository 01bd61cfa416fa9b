/** What computes, and why: a choice where the site has the build of ONNX Runtime with WebGPU. */
import type { ModelInfo, PageProvider } from '@ganport/web/internal';
import { element } from './elements.ts';

const choices = [
  { id: 'webgpu', label: 'WebGPU' },
  { id: 'wasm', label: 'WebAssembly' },
] as const;

const fieldset = element('providers', HTMLFieldSetElement);

interface Choice {
  readonly input: HTMLInputElement;
  readonly reason: HTMLElement;
}

let inputs: ReadonlyMap<PageProvider, Choice> = new Map();

/** @param onChoice called when the visitor chooses another one */
export function offerProviders(
  provided: 'wasm' | 'auto',
  onChoice: (provider: PageProvider) => void,
): void {
  if (inputs.size > 0) return;
  const offered = choices.filter(({ id }) => provided === 'auto' || id === 'wasm');
  inputs = new Map(
    offered.map(({ id, label }) => {
      const choice = addChoice(id, label);
      choice.input.addEventListener('change', () => onChoice(id));
      return [id, choice];
    }),
  );
}

function addChoice(id: PageProvider, text: string): Choice {
  const reason = Object.assign(document.createElement('small'), { id: `${id}-reason` });
  const input = Object.assign(document.createElement('input'), {
    type: 'radio',
    name: 'provider',
    value: id,
  });
  input.setAttribute('aria-describedby', reason.id);
  const name = Object.assign(document.createElement('span'), { textContent: text });
  const label = document.createElement('label');
  label.append(input, name, reason);
  fieldset.append(label);
  return { input, reason };
}

/** Shows what computes, and why the others do not. */
export function showProvider({ provider, refused, notes }: ModelInfo): void {
  for (const [id, { input, reason }] of inputs) {
    const refusal = refused.find((one) => one.provider === id);
    input.checked = id === provider;
    reason.textContent = refusal ? sentence(refusal.reason) : '';
    // What is slower may still be chosen.
    if (refusal) input.disabled = !refusal.reason.includes('software');
  }
  const chosen = inputs.get(provider);
  if (!chosen) return;
  const why = inputs.size > 1 ? '' : 'This site has the smaller ONNX Runtime, without WebGPU. ';
  const threads = notes.length > 0 || provider !== 'wasm' ? '' : 'With threads.';
  chosen.reason.textContent = `${why}${threads}`;
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
