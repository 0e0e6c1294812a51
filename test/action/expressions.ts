/** The expressions of workflows, as much of them as `action.yml` and the examples use; anything else is an error. */

export type Contexts = Readonly<Record<string, unknown>>;

/** Fills in the `${{ … }}` of a text. */
export function interpolate(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    asText(evaluate(expression, contexts)),
  );
}

/** What stands after `if:`, with or without `${{ }}`. */
export function isTrue(condition: string, contexts: Contexts): boolean {
  const [, inner = condition] = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition) ?? [];
  return Boolean(evaluate(inner, contexts));
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

function evaluate(expression: string, contexts: Contexts): unknown {
  const tokens = expression.match(/'(?:[^']|'')*'|&&|\|\||==|!=|[()!]|[\w.-]+|\S/g) ?? [];
  let at = 0;
  const take = (...known: readonly string[]): string | null => {
    const token = tokens[at];
    if (token === undefined || !known.includes(token)) return null;
    at += 1;
    return token;
  };
  const or = (): unknown => {
    let value = and();
    while (take('||') !== null) {
      const right = and();
      value = value || right;
    }
    return value;
  };
  const and = (): unknown => {
    let value = equality();
    while (take('&&') !== null) {
      const right = equality();
      value = value && right;
    }
    return value;
  };
  const equality = (): unknown => {
    const left = term();
    const operator = take('==', '!=');
    if (operator === null) return left;
    return (asText(left) === asText(term())) === (operator === '==');
  };
  const term = (): unknown => {
    if (take('!') !== null) return !term();
    if (take('(') !== null) {
      const value = or();
      if (take(')') === null) throw new Error(`no closing bracket in ${expression}`);
      return value;
    }
    const token = tokens[at++] ?? '';
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^(true|false)$/.test(token)) return token === 'true';
    if (take('(') !== null) return call(token);
    return lookUp(token, contexts);
  };
  const call = (name: string): unknown => {
    if (name !== 'toJSON') throw new Error(`${name} is not known here: ${expression}`);
    const value = or();
    take(')');
    return JSON.stringify(value, null, 2);
  };
  const value = or();
  if (at < tokens.length) throw new Error(`cannot read ${expression} from ${tokens[at]}`);
  return value;
}

function lookUp(path: string, contexts: Contexts): unknown {
  const [first = '', ...rest] = path.split('.');
  if (!(first in contexts)) throw new Error(`there is no context ${first} here (${path})`);
  return rest.reduce<unknown>((value, name) => (value as Contexts | undefined)?.[name], contexts[first]);
}
