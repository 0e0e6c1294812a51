/** What is told where a flag or an argument names nothing that there is. */
import { findClosest } from '../model/did-you-mean.ts';
import { MuleteerError } from '../model/errors.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from '../reconcile/addresses.ts';

/** @param where ends the list of those that there are */
export function unknownTarget(name: string, known: readonly string[], where = ''): MuleteerError {
  const closest = findClosest(name, known);
  const hint =
    closest === undefined ? `there is ${known.join(', ') || 'none'}${where}` : `did you mean ${closest}?`;
  return new MuleteerError('usage', `no manifest declares the target ${name}`, { hint });
}

/** Which resources an address is looked up in, and which command shows them. */
export interface AddressBook {
  readonly what: string;
  readonly shownBy: string;
  readonly addresses: readonly string[];
}

/** An address that fits nothing. */
export class UnknownAddress extends MuleteerError {
  /** Whether the hint names the one that was probably meant. */
  readonly isNearOne: boolean;

  constructor(message: string, detail: { readonly hint: string; readonly isNearOne: boolean }) {
    super('usage', message, detail);
    this.isNearOne = detail.isNearOne;
  }
}

export function unknownAddress(address: string, { what, shownBy, addresses }: AddressBook): UnknownAddress {
  const meant = closestAddress(address, addresses);
  const hint =
    meant === undefined
      ? `addresses are written TARGET/KIND/NAME, an application with @PLACE; \`${shownBy}\` shows them`
      : `did you mean ${meant}?`;
  return new UnknownAddress(`no ${what} has the address ${address}`, {
    hint,
    isNearOne: meant !== undefined,
  });
}

/** An address may lack its target or its place, or have a slip of the keyboard. */
export function closestAddress(address: string, known: readonly string[]): string | undefined {
  if (address.includes('*')) return undefined;
  const whole = known.filter((one) => {
    const [base = ''] = one.split('@');
    return [one, base].some((form) => form === address || form.endsWith(`/${address}`));
  });
  if (whole.length === 1) return whole[0];
  // Part by part: in the whole, a name that has nothing in common with another would hide behind the target's.
  const near = known.filter((one) => isNear(partsOf(one), partsOf(address)));
  return findClosest(address, near) ?? near[0];
}

function partsOf(address: string): readonly string[] {
  return address.split(/[/@]/);
}

function isNear(parts: readonly string[], words: readonly string[]): boolean {
  return (
    parts.length === words.length &&
    parts.every(
      (part, index) => part === words[index] || findClosest(words[index] ?? '', [part]) !== undefined,
    )
  );
}

/** Everything that is declared. */
export function declared(targets: readonly DesiredTarget[]): AddressBook {
  const addresses = targets.flatMap(({ name, resources }) => {
    const identities = resources.map(({ identity }) => identity);
    return [...addressesOf(name, identities).values()].map(({ short }) => short);
  });
  return { what: 'resource', shownBy: 'muleteer plan --all', addresses };
}
