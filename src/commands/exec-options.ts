import type { LoadCommands } from '../manifests/build-all.ts';
import { fitsPattern } from '../model/patterns.ts';

interface SelectedTargets {
  /** Names or patterns of `--target`; none: all. */
  readonly target: readonly string[];
}

export interface ExecOptions {
  readonly allowExec: readonly string[];
}

/** For whoever needs all secrets, of these targets; without any named, of all. */
export function commandsOf({ allowExec, target }: ExecOptions & SelectedTargets): LoadCommands {
  const commands = { allowed: allowExec };
  const isMeant = (name: string) => target.length === 0 || target.some((one) => fitsPattern(one, name));
  return { ofTargets: commands, ofResources: commands, isMeant };
}

/** For whoever contacts a target and sends it nothing. */
export function commandsOfTargets(options: ExecOptions & SelectedTargets): LoadCommands {
  return { ...commandsOf(options), ofResources: { none: 'it is not needed' } };
}

/** @param why in one line */
export function noCommands(why: string, targets: SelectedTargets = { target: [] }): LoadCommands {
  return {
    ...commandsOf({ ...targets, allowExec: [] }),
    ofTargets: { none: why },
    ofResources: { none: why },
  };
}
