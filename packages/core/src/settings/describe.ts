/**
 * The settings of a run as plain data, for forms: what each accepts, its flag and its help. The tables
 * are the one source; a new setting appears in every form by itself.
 */
import * as z from 'zod';
import { settingsByConcern } from './index.ts';
import type { Setting } from './setting.ts';

/** What a setting accepts. */
export type SettingValues =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice' | 'list'; readonly choices: readonly string[] }
  | {
      readonly kind: 'integer' | 'number';
      /** The bounds, of which the exclusive ones are not accepted themselves. */
      readonly minimum?: number;
      readonly maximum?: number;
      readonly exclusiveMinimum?: number;
      readonly exclusiveMaximum?: number;
    };

/** A setting that has a flag. */
export interface DescribedSetting {
  /** The field of config.json. */
  readonly field: string;
  /** Its table: data, optimization, objective, networks, machine, reports. */
  readonly concern: string;
  /** `--batch-size`; of a flag that turns something off, `--no-flip`. */
  readonly flag: string;
  readonly help: string;
  readonly values: SettingValues;
}

/**
 * All settings that have a flag, in the order of `ganport train --help`.
 *
 * @example
 * const numbers = describeSettings().filter(({ values }) => values.kind === 'number');
 */
export function describeSettings(): DescribedSetting[] {
  return Object.entries(settingsByConcern).flatMap(([concern, table]) =>
    Object.entries<Setting>(table).flatMap(([field, { flag, help, schema }]) => {
      const [name] = flag?.split(' ') ?? [];
      return name === undefined
        ? []
        : [{ field, concern, flag: name, help, values: settingValues(schema) }];
    }),
  );
}

/** The part of JSON Schema that settings use. */
interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: { readonly enum?: readonly string[] };
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What a schema of a setting accepts. */
export function settingValues(schema: z.ZodType): SettingValues {
  const described = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = described;
  if (described.enum) return { kind: 'choice', choices: described.enum };
  if (type === 'array') return { kind: 'list', choices: described.items?.enum ?? [] };
  if (type === 'boolean') return { kind: 'flag' };
  if (type !== 'integer' && type !== 'number') return { kind: 'text' };
  return {
    kind: type,
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(exclusiveMinimum !== undefined && { exclusiveMinimum }),
    ...(exclusiveMaximum !== undefined && { exclusiveMaximum }),
  };
}
