import { expect, test } from 'vitest';
import { mayOpen } from './open-browser.ts';

test.each([
  [{ DISPLAY: ':0' }, { platform: 'linux', isTerminal: true }, true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, { platform: 'linux', isTerminal: true }, true],
  [{}, { platform: 'linux', isTerminal: true }, false],
  [{ DISPLAY: ':0', CI: 'true' }, { platform: 'linux', isTerminal: true }, false],
  [{ DISPLAY: ':0' }, { platform: 'linux', isTerminal: false }, false],
  [{}, { platform: 'darwin', isTerminal: true }, true],
  [{ SSH_CONNECTION: '1' }, { platform: 'darwin', isTerminal: true }, false],
  [{}, { platform: 'win32', isTerminal: true }, true],
  [{ CI: '1' }, { platform: 'win32', isTerminal: true }, false],
] as const)('%j, %j: %s', (environment, place, expected) => {
  expect(mayOpen(environment, place)).toBe(expected);
});
