import type { Origin } from './diagnostic.ts';
import type { ResourceKindName } from './manifest.ts';

/** Documents about plans: they stand in `policies/` at the repository's root, and declare nothing. */
export type RuleKindName = 'Policy' | 'Approval';

/** A rule over the JSON plan. It never changes a plan; it only says what is wrong with it. */
export interface Policy {
  readonly name: string;
  readonly enforce: 'deny' | 'warn';
  readonly message: string;
  readonly scope: 'change' | 'plan';
  readonly match: PolicyMatch;
  /** Which files may hold its approvals, from the repository's root; null: nothing lifts it. */
  readonly approvedIn: readonly string[] | null;
  /** Whether a resource change, or the plan, breaks it. */
  isBrokenBy(value: unknown): boolean;
  /** The repository that it is a rule of, absolute. */
  readonly root: string;
  readonly origin: Origin;
}

/** Which changes a policy is about: each list has the patterns of which one must fit; left out, any does. */
export interface PolicyMatch {
  readonly target?: readonly string[];
  readonly kind?: readonly ResourceKindName[];
  /** All of them. */
  readonly labels?: LabelPatterns;
  /** None of them. */
  readonly withoutLabels?: LabelPatterns;
  readonly file?: readonly string[];
  /** As in the JSON plan: a replacement is both `delete` and `create`. */
  readonly actions?: readonly string[];
}

export type LabelPatterns = Readonly<Record<string, readonly string[]>>;

/** What is allowed for a time although a policy denies it. */
export interface Approval {
  readonly policies: readonly string[];
  /** Addresses, in which `*` stands for any text, and fingerprints. */
  readonly changes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly ends: number;
  readonly reason: string;
  /** Its file, from the repository's root, with forward slashes. */
  readonly file: string;
  readonly root: string;
  readonly origin: Origin;
}
