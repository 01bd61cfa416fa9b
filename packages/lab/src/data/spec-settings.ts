/** Settings of a named data set, as in `avatars:style=lorelei,count=10000`. */
import { LabError } from '../errors.ts';

/** The settings of a set by name, for reading them one by one. */
export interface SpecSettings {
  /** A setting that is one of some names. */
  choose<Name extends string>(
    setting: string,
    known: readonly Name[],
    usual: Name,
    what?: string,
  ): Name;
  /** A setting that is a whole number. */
  whole(setting: string, usual: number, min: number, max: number): number;
}

/**
 * Parses `NAME` or `NAME:setting=value,…`.
 *
 * @param known the settings of the set
 * @returns undefined for the name of other data
 * @throws LabError 'bad-argument' for an unknown setting; choose and whole throw for a wrong value
 */
export function parseSpec(
  spec: string,
  name: string,
  known: readonly string[],
): SpecSettings | undefined {
  if (spec !== name && !spec.startsWith(`${name}:`)) return undefined;
  const given = new Map<string, string>();
  for (const part of spec
    .slice(name.length + 1)
    .split(',')
    .filter(Boolean)) {
    const [setting = '', value = ''] = part.split(/=(.*)/s);
    if (!known.includes(setting)) throw unknownValue(name, 'setting', setting, known);
    given.set(setting, value);
  }
  return {
    choose: (setting, names, usual, what = setting) => {
      const text = given.get(setting) ?? usual;
      const chosen = names.find((candidate) => candidate === text);
      if (chosen !== undefined) return chosen;
      throw unknownValue(name, what, text, names);
    },
    whole: (setting, usual, min, max) => {
      const text = given.get(setting) ?? String(usual);
      const value = /^\d+$/.test(text) ? Number(text) : NaN;
      if (value >= min && value <= max) return value;
      const message = `${name}: ${setting} must be a whole number from ${min} to ${max}, got '${text}'`;
      throw new LabError('bad-argument', message);
    },
  };
}

/** The error for a name that a set does not have. */
export function unknownValue(
  name: string,
  what: string,
  given: string,
  known: readonly string[],
): LabError {
  const message = `${name}: there is no ${what} '${given}'; choose one of ${known.join(', ')}`;
  return new LabError('bad-argument', message);
}
