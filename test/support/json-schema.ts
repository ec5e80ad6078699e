import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { projectRoot } from './paths.js';

const folder = join(projectRoot, 'schemas');
const ending = '.schema.json';

/** All that are published, by the command that they describe, or what they have in common. */
export const schemas: ReadonlyMap<string, object> = new Map(
  readdirSync(folder).map((file) => [
    file.slice(0, -ending.length),
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as object,
  ]),
);

const validator = new Ajv({ allErrors: true });
for (const [name, schema] of schemas) validator.addSchema(schema, name + ending);

/** What a schema has against a value; empty where it has nothing. */
export function schemaErrors(name: string, value: unknown): string[] {
  const isValid = validator.validate(name + ending, value);
  if (isValid === true) return [];
  return (validator.errors ?? []).map(({ dataPath, message, params }) =>
    [dataPath, message, JSON.stringify(params)].join(' '),
  );
}
