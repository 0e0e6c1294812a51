/**
 * The findings as the formats need them that point at lines of a repository: files from its root, one line of text
 * that says by itself what it is about, and an identity that stays while lines move and numbers change.
 */
import { createHash } from 'node:crypto';
import type { Origin } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { type Finding, findingsOf } from './findings.ts';
import type { FormatOptions } from './plan-format.ts';
import { printable } from './printable.ts';
import { withAdvice } from './words.ts';

export interface ReportedFinding extends Finding {
  /** What happened and what to do, safe to print. */
  readonly text: string;
  /** Hex. No other finding of the plan has it; the same one has it tomorrow. */
  readonly fingerprint: string;
}

export function reportedFindings(
  plan: Plan,
  options: Pick<FormatOptions, 'fileOf'>,
): readonly ReportedFinding[] {
  const earlier = new Map<string, number>();
  return findingsOf(plan).map((finding) => {
    const identity = identityOf(finding);
    const nth = earlier.get(identity) ?? 0;
    earlier.set(identity, nth + 1);
    return {
      ...finding,
      origin: fromRoot(finding.origin, options),
      text: printable(withAdvice(finding.message, finding.hint)),
      fingerprint: createHash('sha256')
        .update(apart(`${identity}\0${nth}`))
        .digest('hex'),
    };
  });
}

export function fromRoot(origin: Origin | null, { fileOf }: Pick<FormatOptions, 'fileOf'>): Origin | null {
  return origin === null ? null : { ...origin, file: fileOf(origin.file) };
}

/** The text, for readers who see no address beside it. */
export function textWithAddress({ text, address }: ReportedFinding): string {
  return address === null ? text : `${printable(address)}: ${text}`;
}

/**
 * Neither the line nor the message: both change while the matter stays. The same rule may speak twice of one
 * resource; those are told apart by their order.
 */
function identityOf({ rule, target, address, origin }: Finding): string {
  const place = address ?? `${target ?? ''}\0${origin?.file ?? ''}`;
  return `${rule}\0${place}`;
}

/** As bytes, all halves of a pair of signs would be one and the same. */
function apart(text: string): string {
  return text.replace(/\p{Cs}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}
