/** Manifests that were loaded once, at one commit: the turns of all targets are made from them, and load nothing. */
import { readSource } from '../git/read-source.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import type { DesiredTarget } from '../model/target.ts';
import { hasErrors, ownFiles } from './console-output.ts';
import { commandsOf, type ExecOptions } from './exec-options.ts';
import type { Io } from './io.ts';
import { filesKnownInMemory, knownArchives, knownManifests } from './known-files.ts';
import { load, narrow } from './load.ts';
import { openQuestions, type PlanBasis } from './make-plan.ts';
import { openRecord } from './open-record.ts';
import type { OutputOptions, SelectionOptions } from './options.ts';
import type { RecordOptions } from './record-options.ts';

export interface Revision extends PlanBasis {
  readonly source: Source;
  readonly snapshot: null;
  /**
   * To be asked with each target's estate before anything is written to it: two targets for one estate would each take
   * the other's resources for strangers.
   * @throws MuleteerError `settings`
   */
  claim(target: string, estate: string): void;
}

export type Loading =
  | { readonly is: 'good'; readonly revision: Revision }
  | { readonly is: 'broken'; readonly source: Source; readonly diagnostics: readonly Diagnostic[] };

export type RevisionOptions = ExecOptions &
  RecordOptions &
  Pick<SelectionOptions, 'target'> &
  Pick<OutputOptions, 'output'>;

/** @throws MuleteerError where there is nothing to load, or a target is meant that nobody declares */
export async function loadRevision(
  paths: readonly string[],
  options: RevisionOptions,
  io: Io,
): Promise<Loading> {
  // Each checkout of a clone is a folder of its own, and goes.
  const isOwn = options.ownClone === true;
  const manifests = isOwn ? filesKnownInMemory(io) : knownManifests(io);
  const loaded = await load(paths, io, commandsOf(options), { known: manifests });
  const record = await openRecord(paths, loaded.targets, options, io);
  const source = await readSource(record.repository, ownFiles(options, io));
  const diagnostics = openQuestions(loaded);
  if (hasErrors(diagnostics)) return { is: 'broken', source, diagnostics };
  const targets = narrow(loaded.targets, { target: options.target, only: [], exclude: [], selector: [] });
  const { rules } = loaded;
  const archives = isOwn ? filesKnownInMemory(io) : knownArchives(io);
  const { claim } = createClaims();
  return {
    is: 'good',
    revision: { targets, rules, diagnostics, source, record, archives, snapshot: null, claim },
  };
}

/** Those that have turns: nobody looks at what its manifest wants to be left alone (`sync: off`). */
export function followed({ targets }: Revision): readonly DesiredTarget[] {
  return targets.filter(({ policy }) => policy.sync !== 'off');
}

function createClaims(): Pick<Revision, 'claim'> {
  const owners = new Map<string, string>();
  return {
    claim(target, estate) {
      const owner = owners.get(estate) ?? target;
      owners.set(estate, owner);
      if (owner === target) return;
      throw new MuleteerError('settings', `${owner} and ${target} are one and the same: ${estate}`, {
        hint: 'declare one target for it, and assign the manifests of both to it',
      });
    },
  };
}
