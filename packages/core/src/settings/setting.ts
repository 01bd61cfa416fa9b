/**
 * A setting of a run: the values it takes, with its default, and the flag of the command line that
 * sets it. Settings come in tables, one for each concern, whose keys are the fields of config.json;
 * the schema of a whole configuration is made of these tables, and so are the flags and their help.
 */
import * as z from 'zod';

export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** As commander writes it: `--batch-size <n>`. Settings without a flag are filled in by ganport. */
  readonly flag?: string;
  /** One line for `--help`. */
  readonly help: string;
}

export type Settings = Readonly<Record<string, Setting>>;

/** A table's schemas by field, as zod's objects take them. */
export type SchemasOf<Table extends Settings> = {
  readonly [Field in keyof Table]: Table[Field]['schema'];
};

/** The values of a table's settings, all of them resolved. */
export type ValuesOf<Table extends Settings> = Readonly<z.infer<z.ZodObject<SchemasOf<Table>>>>;

export function setting<Schema extends z.ZodType>(
  schema: Schema,
  flag: string | undefined,
  help: string,
): Setting<Schema> {
  return { schema, help, ...(flag !== undefined && { flag }) };
}

export function schemasOf<const Table extends Settings>(table: Table): SchemasOf<Table> {
  const entries = Object.entries(table).map(([field, { schema }]) => [field, schema]);
  return Object.fromEntries(entries) as SchemasOf<Table>;
}

/** A whole number from 1 to 2³¹. */
export const count = () =>
  z
    .int()
    .min(1)
    .max(2 ** 31);

/** A length in pixels, or a number of steps, without an upper limit of its own. */
export const size = () => z.int().min(1);

/** A factor of a term of the loss, 0 for none. */
export const weight = () => z.number().min(0).max(1e6);

/** A share of 1, without 1 itself. */
export const share = () => z.number().min(0).lt(1);
