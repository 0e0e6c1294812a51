import { isoTime } from '../model/iso-time.ts';
import { fitsPattern } from '../model/patterns.ts';
import type { Approval, Policy } from '../model/policy.ts';

/** What approvals say to a broken rule. */
export interface ApprovalWords {
  readonly isLifted: boolean;
  /** For the finding's message; null where no approval speaks of it. */
  readonly note: string | null;
}

/**
 * The approval of a change that breaks a policy: by the change's address, or by a fingerprint, which stands for just
 * this change. One that is over lifts nothing, and is named, since that is what a person then looks for.
 */
export function approvalOf(
  policy: Pick<Policy, 'name' | 'root'>,
  broken: { readonly address: string | null; readonly fingerprint: string },
  { approvals, now }: { readonly approvals: readonly Approval[]; readonly now: number },
): ApprovalWords {
  const own = approvals
    .filter(({ policies, root }) => root === policy.root && policies.includes(policy.name))
    .filter(({ changes }) => changes.some((change) => isMeant(change, broken)))
    .sort((a, b) => b.ends - a.ends);
  const [last] = own;
  if (last === undefined) return { isLifted: false, note: null };
  const isLifted = last.ends > now;
  const verb = isLifted ? 'approved until' : 'the approval ended';
  const where = `${last.origin.file}:${last.origin.line}`;
  return {
    isLifted,
    note: `${verb} ${isoTime(last.ends)}${isLifted ? `: ${last.reason}` : ''} (${where})`,
  };
}

function isMeant(
  change: string,
  { address, fingerprint }: { readonly address: string | null; readonly fingerprint: string },
): boolean {
  return change === fingerprint || (address !== null && fitsPattern(change, address));
}
