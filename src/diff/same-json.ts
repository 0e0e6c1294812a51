/** Whether two values say the same as JSON: in any order of keys, and what is undefined is not there. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) || Array.isArray(right)) return sameLists(left, right);
  const here = Object.entries(left).filter(([, value]) => value !== undefined);
  const there = Object.entries(right).filter(([, value]) => value !== undefined);
  const other: Readonly<Record<string, unknown>> = { ...right };
  return here.length === there.length && here.every(([key, value]) => sameJson(value, other[key]));
}

function sameLists(left: object, right: object): boolean {
  if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
  return left.every((value, index) => sameJson(value, right[index]));
}
