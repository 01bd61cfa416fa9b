/**
 * Defines `<ganport-generator>`: a sheet of images from noise. In Node, where there are no elements,
 * importing it does nothing.
 *
 * @module
 */
import { defineGenerator } from './generator-element.ts';

export type { GeneratorElement } from './generator-element.ts';

/** The name of the element. */
export const elementName = 'ganport-generator';

if ('customElements' in globalThis) defineGenerator(elementName);
