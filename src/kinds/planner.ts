/** The half of a target that does not ask it: what its kinds are, what files and repositories say, which calls a change takes. */

import type { Artifacts } from '../artifacts/artifacts.ts';
import { recordedDigests } from '../artifacts/recorded-digests.ts';
import type { Write } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';
import { mapLimited } from '../model/map-limited.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { TargetIdentity } from '../model/snapshot.ts';
import type { Kind } from './kind-definition.ts';

/** A target, and what may be in it. */
export interface TargetOptions<Api> extends TargetIdentity {
  readonly target: string;
  readonly kinds: readonly Kind<Api>[];
  readonly artifacts: Artifacts;
}

/** Archives are hashed, and repositories asked, side by side, but not so many that a process runs out of open files. */
const FILES_AT_ONCE = 8;

export function plannerOf<Api>(
  options: TargetOptions<Api>,
): Pick<Provider, 'target' | 'title' | 'estate' | 'kinds' | 'prepare' | 'draft'> {
  const { basePath } = options;
  return {
    target: options.target,
    title: options.title,
    estate: options.estate,
    kinds: options.kinds.map((kind) => ({
      name: kind.name,
      fields: kind.declaration.fields,
      losesAlerts: kind.losesAlerts,
      replaces: kind.replaces,
      neverPruned: kind.neverPruned,
      report: kind.report,
    })),
    prepare(desired, recorded) {
      const sources = {
        artifacts: options.artifacts,
        recorded: recordedDigests(recorded.map(({ spec }) => spec.artifact)),
      };
      return mapLimited(desired, FILES_AT_ONCE, (one) =>
        kindOf(options, one.identity.kind).prepare(one, sources),
      );
    },
    draft(comparison, world) {
      const drafted = kindOf(options, comparison.kind).draft(comparison, world);
      const below = <One extends Write>(one: One): One => ({ ...one, path: `${basePath}${one.path}` });
      const drafts = drafted.drafts.map((one) => ({ ...below(one), rollback: one.rollback.map(below) }));
      return { ...drafted, drafts };
    },
  };
}

export function kindOf<Api>({ kinds, target }: TargetOptions<Api>, name: string): Kind<Api> {
  const found = kinds.find((kind) => kind.name === name);
  if (found === undefined) throw new MuleteerError('bug', `${target} has no kind ${name}`);
  return found;
}

export function ofKind(
  { name }: { readonly name: string },
  desired: readonly DesiredResource[],
): readonly DesiredResource[] {
  return desired.filter(({ identity }) => identity.kind === name);
}
