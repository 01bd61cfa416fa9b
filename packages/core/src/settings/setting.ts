/**
 * A setting of a run: a schema of its values, with the default, and its flag on the command line.
 * Settings are in tables, one for each concern, whose keys are the fields of config.json. The schema of
 * a configuration, the flags and their help are made of these tables.
 */
import * as z from 'zod';

export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** The flag, in commander's notation: `--batch-size <n>`. Settings without a flag come from the data. */
  readonly flag?: string;
  /** One line for `--help`. */
  readonly help: string;
}

export type Settings = Readonly<Record<string, Setting>>;

/** The schemas of a table by field, the shape of a zod object. */
export type SchemasOf<Table extends Settings> = {
  readonly [Field in keyof Table]: Table[Field]['schema'];
};

/** The resolved values of the settings of a table. */
export type ValuesOf<Table extends Settings> = Readonly<z.infer<z.ZodObject<SchemasOf<Table>>>>;

/** One entry of a table. */
export function setting<Schema extends z.ZodType>(
  schema: Schema,
  flag: string | undefined,
  help: string,
): Setting<Schema> {
  return { schema, help, ...(flag !== undefined && { flag }) };
}

/** The schemas of a table by field. */
export function schemasOf<const Table extends Settings>(table: Table): SchemasOf<Table> {
  const entries = Object.entries(table).map(([field, { schema }]) => [field, schema]);
  return Object.fromEntries(entries) as SchemasOf<Table>;
}

/** An integer from 1 to 2³¹. */
export const count = () =>
  z
    .int()
    .min(1)
    .max(2 ** 31);

/** An integer of at least 1: a number of steps, images of a score. */
export const size = () => z.int().min(1);

/** An integer from 1 to a limit: a length in pixels, a batch, a noise vector. */
export const upTo = (most: number) => z.int().min(1).max(most);

/** The weight of a term of the loss; 0 removes the term. */
export const weight = () => z.number().min(0).max(1e6);

/** A number in [0, 1). */
export const share = () => z.number().min(0).lt(1);
