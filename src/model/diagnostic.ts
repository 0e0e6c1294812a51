/** Where something stands in a manifest. `file` is relative to the working folder; line and column count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The source line that a diagnostic points at, with the line above it, for the caret picture. */
export interface Excerpt {
  readonly before: string | null;
  readonly text: string;
  /** How many characters to underline, at least 1. */
  readonly length: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** A problem in the input, or something that a reader of the plan should know. A value, never thrown one by one. */
export interface Diagnostic {
  readonly severity: Severity;
  /** Stable, snake case: `unknown_key`, `reference_not_declared`. */
  readonly code: string;
  /** What happened, one line, no full stop, no value of a secret. */
  readonly message: string;
  /** What to do, one line: stands behind the caret. */
  readonly hint: string | null;
  readonly origin: Origin | null;
  readonly excerpt: Excerpt | null;
  /** Of the resource that it is about, or the name of the target where it is about all of that. */
  readonly address: string | null;
  /** Of a document that several targets share: for which of them this is. Settled by `gatherShared`. */
  readonly shared?: Shared;
}

/** One of the targets that a document of a base belongs to, and all of them. */
export interface Shared {
  readonly target: string;
  readonly among: readonly string[];
}

/** A diagnostic about something live, which has no line in a manifest. */
export function liveDiagnostic(
  severity: Severity,
  code: string,
  message: string,
  about: { readonly address?: string; readonly hint?: string; readonly origin?: Origin } = {},
): Diagnostic {
  return {
    severity,
    code,
    message,
    hint: about.hint ?? null,
    origin: about.origin ?? null,
    excerpt: null,
    address: about.address ?? null,
  };
}

/** Found while a target was looked at: what names no resource is about that target, and about no other. */
export function aboutTarget(diagnostics: readonly Diagnostic[], target: string): readonly Diagnostic[] {
  return diagnostics.map((one) => (one.address === null ? { ...one, address: target } : one));
}
