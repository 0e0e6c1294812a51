/** Whether two values say the same as JSON: in any order of keys, and what is undefined is not there. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return sameLists(left, right);
  return sameMembers(left as Members, right as Members);
}

type Members = Readonly<Record<string, unknown>>;

function sameMembers(left: Members, right: Members): boolean {
  let more = 0;
  for (const name of Object.keys(left)) {
    const value = left[name];
    if (value === undefined) continue;
    if (!Object.hasOwn(right, name) || !sameJson(value, right[name])) return false;
    more += 1;
  }
  for (const name of Object.keys(right)) if (right[name] !== undefined) more -= 1;
  return more === 0;
}

function sameLists(left: object, right: object): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((value, index) => sameJson(value, right[index]));
}
