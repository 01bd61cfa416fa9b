/** Trains a GAN in the page by core's own loop, all bundled for the browser. */
import { trainSmallCgan } from '../small-cgan.ts';

Object.assign(globalThis, { trainSmallCgan });
