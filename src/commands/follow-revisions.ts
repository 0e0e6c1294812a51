/**
 * Looks for new revisions whenever somebody says so, or time does, and takes those that are good. One that is broken,
 * or cannot be had, is told and left.
 */
import { commitSubject } from '../git/commit-subject.ts';
import { backOff, jittered } from '../loop/back-off.ts';
import { createCollapse } from '../loop/collapse.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { isoTime } from '../model/iso-time.ts';
import type { BrokenRevision } from '../model/loop-status.ts';
import type { Source } from '../model/source.ts';
import { turnError } from '../model/turn.ts';
import type { Io } from './io.ts';
import { loadRevision, type RevisionOptions } from './revision.ts';
import type { Checkout, LookReason, RevisionSource } from './revision-source.ts';
import type { HeldRevision } from './revisions.ts';
import { logDiagnostics, logError, type ServiceLog } from './service-log.ts';

export interface Following {
  readonly source: RevisionSource;
  readonly paths: readonly string[];
  /** `interval`: milliseconds between two looks that nobody asked for, give or take. */
  readonly options: RevisionOptions & { readonly interval: number };
  readonly log: ServiceLog;
  readonly io: Io;
  /** A good revision, and the first line of its commit's message. */
  readonly take: (held: HeldRevision, subject: string | null, reasons: ReadonlySet<LookReason>) => void;
  /** Whether there is one that goes on while a newer one is broken. */
  readonly hasGood: () => boolean;
  /** What is there cannot be taken. */
  readonly broken: (broken: Omit<BrokenRevision, 'since'>) => void;
  /** Nothing good is new, and somebody asked all the same. */
  readonly lookAgain: (reason: 'hook' | 'signal') => void;
}

export interface FollowedRevisions {
  ask(reason: LookReason): void;
  stop(): void;
}

export function followRevisions(following: Following): FollowedRevisions {
  const { options, log, io } = following;
  let failures = 0;
  let stopped = false;
  let callOff = (): void => {};
  const looking = createCollapse<LookReason>(async (reasons) => {
    callOff();
    if (stopped) return;
    const found = await lookOnce({ ...following, isOver: () => stopped }, reasons).catch(
      (error: unknown): Found => {
        logError(log, error, 'no revision was taken');
        return turnError(error).passes ? 'failed' : 'broken';
      },
    );
    failures = found === 'failed' ? failures + 1 : 0;
    if (stopped) return;
    const asked = reasons.has('signal') ? 'signal' : reasons.has('hook') ? 'hook' : null;
    if (found !== 'taken' && asked !== null) following.lookAgain(asked);
    const pause = failures > 0 ? backOff(failures, io.random) : jittered(options.interval, io.random);
    callOff = io.after(pause, () => looking.ask('interval'));
    log.debug({ found, next: isoTime(io.clock.now() + pause) }, 'looked for a revision');
  });
  return {
    ask: (reason) => looking.ask(reason),
    stop() {
      stopped = true;
      callOff();
    },
  };
}

/** `failed`: it may be there a moment later. */
type Found = 'taken' | 'nothing new' | 'broken' | 'failed';

interface Looking extends Following {
  /** Nobody wants to hear of a revision any more. */
  readonly isOver: () => boolean;
}

async function lookOnce(following: Looking, reasons: ReadonlySet<LookReason>): Promise<Found> {
  const checkout = await following.source.look(reasons);
  if (checkout === null) return 'nothing new';
  try {
    if (await takeGood(checkout, following, reasons)) return 'taken';
  } catch (error) {
    // Nothing but another revision mends a mistake in this one: that is no reason to look sooner.
    logError(following.log, error, brokenWords(following));
    const { code, message, hint } = turnError(error);
    following.broken({ ...NOWHERE, problems: 1, code, message, hint });
  }
  await checkout.release();
  return 'broken';
}

async function takeGood(
  checkout: Checkout,
  looking: Looking,
  reasons: ReadonlySet<LookReason>,
): Promise<boolean> {
  const { paths, options, log, io, take, broken, isOver } = looking;
  const loading = await loadRevision(paths, options, { ...io, cwd: checkout.cwd });
  if (isOver()) return false;
  if (loading.is === 'broken') {
    logDiagnostics(log, loading.diagnostics);
    log.error({ commit: loading.source.commit }, brokenWords(looking));
    tellBroken(loading.source, loading.diagnostics, broken);
    return false;
  }
  const { revision } = loading;
  logDiagnostics(log, revision.diagnostics);
  const targets = revision.targets.map(({ name }) => name);
  log.info({ commit: revision.source.commit, dirty: revision.source.dirty, targets }, 'a revision is taken');
  take(
    { revision, checkout },
    await commitSubject(revision.record.repository, revision.source.commit),
    reasons,
  );
  return true;
}

const NOWHERE = { commit: null, dirty: false, at: null } as const;

function tellBroken(source: Source, diagnostics: readonly Diagnostic[], broken: Following['broken']): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const { code, message, hint, origin } = first;
  const at = origin === null ? null : `${origin.file}:${origin.line}:${origin.column}`;
  broken({ ...source, problems: errors.length, code, message, at, hint });
}

function brokenWords({ hasGood }: Following): string {
  const then = hasGood() ? 'what was good last goes on' : 'nothing is done until they are mended';
  return `the manifests are broken: ${then}`;
}
