import { dollarsFromCents, type Cents } from '../kernel/money';

/**
 * A value of our types as JSON carries it: names in snake case, `…Cents` as dollars under the name without the unit.
 * `nameOf` names a field otherwise; `parent` is the field that holds the object.
 */
export function wireJson(
  value: unknown,
  nameOf: (name: string, parent: string) => string | undefined = () => undefined,
  parent = '',
): unknown {
  if (Array.isArray(value)) return value.map((item) => wireJson(item, nameOf, parent));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      nameOf(name, parent) ?? snakeCase(name),
      name.endsWith('Cents') ? dollarsFromCents(field as Cents) : wireJson(field, nameOf, name),
    ]),
  );
}

const snakeCase = (name: string): string => name.replace(/Cents$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
