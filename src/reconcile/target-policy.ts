import { readDuration } from '../model/duration.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SpecObject } from '../model/spec-value.ts';
import type { GuardLimits, Limit, TargetPolicy } from '../model/target.ts';
import type { Window } from '../model/windows.ts';

/** What holds where a target's manifest says nothing (contract, section 1). */
const DEFAULTS: TargetPolicy = {
  prune: 'none',
  heal: 'auto',
  guards: {
    maxDeletes: { count: 3 },
    maxUpdates: { share: 0.5 },
    maxRestarts: { share: 0.25 },
    maxIrreversible: { count: 0 },
    allowEmpty: false,
  },
  applyFrom: { branch: null, clean: false, forwardOnly: true },
  recordRemote: null,
  windows: [],
  sync: 'auto',
};

/** The policy keys of an Environment or a Console, as its schema lets them through. */
interface WrittenPolicy {
  readonly prune?: TargetPolicy['prune'];
  readonly heal?: TargetPolicy['heal'];
  readonly guards?: Partial<Record<keyof GuardLimits, number | string | boolean>>;
  readonly applyFrom?: Partial<TargetPolicy['applyFrom']>;
  readonly record?: { readonly remote: string };
  readonly windows?: readonly WrittenWindow[];
  readonly sync?: TargetPolicy['sync'];
}

interface WrittenWindow extends Pick<Window, 'effects' | 'cron'> {
  readonly duration: string;
  readonly timezone?: string;
}

/** What an Environment's or a Console's manifest allows. */
export function policyOf({ spec }: { readonly spec: Manifest['spec'] }): TargetPolicy {
  const { prune, heal, guards = {}, applyFrom, record, windows, sync } = spec as SpecObject & WrittenPolicy;
  return {
    prune: prune ?? DEFAULTS.prune,
    heal: heal ?? DEFAULTS.heal,
    guards: {
      maxDeletes: limitOf(guards.maxDeletes, DEFAULTS.guards.maxDeletes),
      maxUpdates: limitOf(guards.maxUpdates, DEFAULTS.guards.maxUpdates),
      maxRestarts: limitOf(guards.maxRestarts, DEFAULTS.guards.maxRestarts),
      maxIrreversible: limitOf(guards.maxIrreversible, DEFAULTS.guards.maxIrreversible),
      allowEmpty: guards.allowEmpty === true,
    },
    applyFrom: { ...DEFAULTS.applyFrom, ...applyFrom },
    recordRemote: record?.remote ?? DEFAULTS.recordRemote,
    windows: windows?.map(windowOf) ?? DEFAULTS.windows,
    sync: sync ?? DEFAULTS.sync,
  };
}

function windowOf({ effects, cron, duration, timezone = 'UTC' }: WrittenWindow): Window {
  return { effects, cron, duration: readDuration(duration) ?? 0, timezone };
}

/** `50%` is a share, a number a count. */
function limitOf(written: number | string | boolean | undefined, otherwise: Limit): Limit {
  if (typeof written === 'number') return { count: written };
  return typeof written === 'string' ? { share: Number(written.replace('%', '')) / 100 } : otherwise;
}
