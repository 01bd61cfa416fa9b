/** Opens an address in the user's browser, where there is one. */
import { spawn } from 'node:child_process';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Whether there is a user at a screen: no CI, a terminal, and on Linux a display. */
export function mayOpen(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  { platform, isTerminal } = { platform: process.platform, isTerminal: process.stdout.isTTY },
): boolean {
  if (environment['CI'] || !isTerminal) return false;
  if (platform in openers) return environment['SSH_CONNECTION'] === undefined;
  return [environment['DISPLAY'], environment['WAYLAND_DISPLAY']].some(Boolean);
}

/** Tries to open the address. The address is printed too, so a failure is no error. */
export function openBrowser(url: string): void {
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
