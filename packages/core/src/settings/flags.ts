/** Settings as flags of `ganport train`: the way back from a form to the command line. */
import { describeSettings, type DescribedSetting } from './describe.ts';

/**
 * The flags that give settings, one word each, so that no value is taken for a flag.
 *
 * @param settings by field, as createPlan takes them; fields without a flag are left out
 * @example
 * settingFlags({ steps: 500, flip: false }); // ['--no-flip', '--steps=500']
 */
export function settingFlags(settings: Readonly<Record<string, unknown>>): string[] {
  return describeSettings().flatMap((setting) => flagOf(setting, settings[setting.field]));
}

/** A command line of ganport to copy into a shell. */
export function shownCommand(args: readonly string[]): string {
  const words = args.map((word) =>
    /^[\w./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  return ['ganport', ...words].join(' ');
}

/** A flag with its value; nothing where the setting is not given. */
function flagOf({ flag, values }: DescribedSetting, value: unknown): string[] {
  if (value === undefined) return [];
  if (values.kind === 'flag') return value === !flag.startsWith('--no-') ? [flag] : [];
  return [`${flag}=${wordOf(value)}`];
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
