import type { ResourceKindName } from './manifest.ts';

/**
 * What the engine must know about one field of a kind's spec. Everything that differs between kinds in diffing,
 * masking, referring and replacing is said here, as data.
 */
export interface FieldRule {
  /**
   * How two values are compared. `value`: deeply. `set`: as sets of items, order-free. `digest`: by the `sha1` of
   * both sides; unknown where one side has none. `identity`: part of the address, never compared.
   */
  readonly compare: 'value' | 'set' | 'digest' | 'identity';
  /**
   * Items of a set are told apart by this member, and compared by what both sides say of them: what the service
   * leaves out is hidden, not different.
   */
  readonly itemKey?: string;
  /** The service has no call that changes it: another value means replacement. */
  readonly immutable?: true;
  /** May hold `${env:}` and `${file:}`. */
  readonly secret?: true;
  /** The same, only below this path of it. */
  readonly secretBelow?: readonly string[];
  /** Free text, of which a snapshot holds digests only: a plan shows it where the manifests declare the same. */
  readonly redacted?: true;
  /** The service never gives it back, so that only a record can tell whether it changed. */
  readonly writeOnly?: true;
  /** Its items name resources of this kind, declared for the same target. */
  readonly refersTo?: ResourceKindName;
  /** A resource named here may be named by one resource only (a server is in one group or cluster). */
  readonly exclusive?: true;
  /** Matters only when the resource is created. */
  readonly onCreate?: true;
  /** Now and then hidden, while something is on its way: then what was applied last counts, else this. */
  readonly assumed?: string;
  /** Compared and reported by the kind itself, never changed: to the engine it makes no difference. */
  readonly reported?: true;
}

export type FieldRules = Readonly<Record<string, FieldRule>>;
