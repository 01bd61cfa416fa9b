/**
 * Sessions of onnxruntime-web in a headless Chromium, used from Node.
 *
 * @module
 */
export { launchChromium } from './browser.ts';
export {
  createChromiumSession,
  createChromiumStatefulSession,
  type ChromiumOptions,
} from './create.ts';
export { findChromium } from './find.ts';
export { openRuntimePage, type RuntimePage } from './runtime-page.ts';
