/**
 * `<ganport-generator src="generator.onnx" count="25" seed="1">`: a canvas with a sheet of images, or a list
 * of lines where the generator makes text, and a line that says what happens. Attributes are what to draw; a
 * change draws anew, and only the latest change that waits. Events are those of `<img>`: `progress`, `load`,
 * `error`, and `draw` after each sheet. Parts to style: `canvas`, `lines` and `status`.
 */
import { messageOf, WebError } from './errors.ts';
import { labelNumber } from './generate.ts';
import type { NoiseModel, OpenOptions } from './model.ts';
import { openModel } from './open-model.ts';
import { sheetImage } from './pictures/sheet.ts';

/** Attributes that open the model anew, and those that draw it anew. */
const opening = ['src', 'provider', 'runtime', 'sha256'] as const;
const drawing = ['seed', 'count', 'columns', 'label', 'truncation'] as const;

type Attribute = (typeof opening)[number] | (typeof drawing)[number];

export interface GeneratorElement extends HTMLElement {
  /** The model, once it is open. */
  readonly model: NoiseModel | undefined;
  /** The last sheet that was drawn; undefined of a generator of text. */
  readonly image: ImageData | undefined;
  /** The last lines that were drawn, of a generator of text. */
  readonly lines: readonly string[] | undefined;
}

const style = `
  :host { display: inline-block; max-width: 100% }
  :host([hidden]), [hidden] { display: none !important }
  canvas { display: block; width: 100%; height: auto }
  canvas.small { image-rendering: pixelated }
  ol { margin: 0; padding-inline-start: 2.5em }
  li { white-space: pre-wrap; overflow-wrap: anywhere }
  p { margin: 0; font: 0.875rem/1.4 system-ui, sans-serif; overflow-wrap: anywhere }
  p:empty { display: none }
`;

/** What the samples of each kind are called. */
const nouns: Readonly<Record<NoiseModel['samples']['kind'], string>> = {
  images: 'images',
  audio: 'sounds',
  jets: 'jets',
  volumes: 'volumes',
  text: 'lines of text',
  rows: 'rows',
};

/** Images below this width are enlarged with sharp pixels. */
const SMALL = 64;

/**
 * Defines the element under a name, unless the name is taken.
 *
 * @example
 * defineGenerator('my-generator');
 * document.body.innerHTML = '<my-generator src="generator.onnx" count="9"></my-generator>';
 */
export function defineGenerator(name: string): void {
  if (!customElements.get(name)) customElements.define(name, generatorClass());
}

/** In a function, since Node has no HTMLElement to extend. */
function generatorClass(): CustomElementConstructor {
  return class extends HTMLElement implements GeneratorElement {
    static readonly observedAttributes: readonly string[] = [...opening, ...drawing];

    model: NoiseModel | undefined;
    image: ImageData | undefined;
    lines: readonly string[] | undefined;
    readonly #canvas = document.createElement('canvas');
    readonly #list = document.createElement('ol');
    readonly #status = document.createElement('p');
    /** What waits: to open, to draw. */
    #waiting: 'open' | 'draw' | undefined;
    #isBusy = false;

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      const root = this.attachShadow({ mode: 'open' });
      // Allowed by policies without 'unsafe-inline', unlike an element <style>.
      root.adoptedStyleSheets = [sheet];
      this.#canvas.part.add('canvas');
      this.#canvas.role = 'img';
      this.#canvas.ariaLabel = 'No images yet';
      this.#canvas.width = this.#canvas.height = 1;
      this.#list.part.add('lines');
      this.#list.hidden = true;
      this.#status.part.add('status');
      this.#status.role = 'status';
      root.append(this.#canvas, this.#list, this.#status);
    }

    connectedCallback(): void {
      this.#request('open');
    }

    disconnectedCallback(): void {
      this.#close();
    }

    attributeChangedCallback(name: Attribute, before: string | null, after: string | null): void {
      if (!this.isConnected || before === after) return;
      this.#request((opening as readonly string[]).includes(name) ? 'open' : 'draw');
    }

    #request(what: 'open' | 'draw'): void {
      this.#waiting = this.#waiting === 'open' ? 'open' : what;
      if (!this.#isBusy) void this.#work();
    }

    async #work(): Promise<void> {
      this.#isBusy = true;
      // Attributes that are set in one go are one change.
      await Promise.resolve();
      while (this.#waiting && this.isConnected) {
        const what = this.#waiting;
        this.#waiting = undefined;
        try {
          if (what === 'open') await this.#open();
          // What came in between is drawn alone.
          if (!this.#waiting) await this.#draw();
        } catch (thrown) {
          if (this.isConnected) this.#fail(thrown);
        }
      }
      this.#isBusy = false;
    }

    async #open(): Promise<void> {
      this.#close();
      const source = this.getAttribute('src');
      if (source === null) return;
      this.#status.textContent = 'Loading …';
      const model = await openModel(source, this.#openOptions());
      if (!this.isConnected || model.kind === 'image') {
        model.close();
        if (!this.isConnected) return;
        const message = `${source} translates images; an element for it is not there, translate() is`;
        throw new WebError('unsuitable-model', message);
      }
      this.model = model;
      this.dispatchEvent(new Event('load'));
    }

    #openOptions(): OpenOptions {
      const provider = this.getAttribute('provider') ?? undefined;
      return {
        // openModel checks it.
        provider: provider as OpenOptions['provider'],
        runtime: this.getAttribute('runtime') ?? undefined,
        sha256: this.getAttribute('sha256') ?? undefined,
        onProgress: (loaded, total = 0) => {
          const lengthComputable = total > 0;
          this.dispatchEvent(new ProgressEvent('progress', { loaded, total, lengthComputable }));
        },
      };
    }

    async #draw(): Promise<void> {
      const { model } = this;
      if (!model) return;
      const [seed, count] = [this.#number('seed') ?? 1, this.#number('count') ?? 1];
      const noise = model.noise({ seed, count, truncation: this.#number('truncation') });
      const label = labelNumber(this.getAttribute('label') ?? undefined, model.classes);
      const labels = label === undefined ? undefined : new Int32Array(count).fill(label);
      const { pictures, lines } = await model.draw({ noise, labels });
      const image = lines ? undefined : sheetImage(pictures, this.#number('columns'));
      if (!this.isConnected) return;
      this.image = image;
      this.lines = lines;
      const shown = label === undefined ? '' : `${model.classes?.[label]}, `;
      const about = `${count} generated ${nouns[model.samples.kind]}, ${shown}seed ${seed}`;
      this.#canvas.hidden = lines !== undefined;
      this.#list.hidden = lines === undefined;
      if (lines) this.#showLines(lines, about);
      if (image) this.#showImage(image, about, (pictures[0]?.width ?? 0) < SMALL);
      this.#status.textContent = '';
      this.dispatchEvent(new Event('draw'));
    }

    #showImage(image: ImageData, about: string, isSmall: boolean): void {
      this.#canvas.width = image.width;
      this.#canvas.height = image.height;
      this.#canvas.getContext('2d')?.putImageData(image, 0, 0);
      this.#canvas.classList.toggle('small', isSmall);
      this.#canvas.ariaLabel = about;
    }

    #showLines(lines: readonly string[], about: string): void {
      const items = lines.map((textContent) =>
        Object.assign(document.createElement('li'), { textContent, dir: 'auto' }),
      );
      this.#list.replaceChildren(...items);
      this.#list.ariaLabel = about;
    }

    #number(name: Attribute): number | undefined {
      const text = this.getAttribute(name)?.trim() ?? '';
      return text === '' ? undefined : Number(text);
    }

    #fail(thrown: unknown): void {
      const error =
        thrown instanceof WebError ? thrown : new WebError('run-failed', messageOf(thrown));
      this.#status.textContent = error.message;
      const { message } = error;
      this.dispatchEvent(new ErrorEvent('error', { error, message }));
    }

    #close(): void {
      this.model?.close();
      this.model = undefined;
    }
  };
}
