import type { Call, Goal } from '../model/call.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Drafted, World } from '../model/draft.ts';
import type { OnSent } from '../model/http-body.ts';
import type { Declaration } from '../model/kind.ts';
import type { ResourceKindName, TargetKindName } from '../model/manifest.ts';
import type { Report, Sent } from '../model/provider.ts';
import type { DesiredResource, LiveResource, Place, RemoteId, Settled } from '../model/resource.ts';

/** What a kind's list gave, and what a reader of the plan should know about it. */
export interface Listing<Wire> {
  readonly rows: readonly Wire[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How a kind speaks of other resources while it describes its own, in the manifests' names. */
export interface Names {
  /** The name of a live resource; undefined for an id that nobody listed. */
  nameOf(kind: ResourceKindName, id: RemoteId): string | undefined;
  /** Which server, group or cluster has this id: the three share one space of ids. */
  placeOf(id: RemoteId): Place | undefined;
  /** What a server that is listed is up to: RUNNING, DISCONNECTED, CREATED. */
  serverStatus(id: RemoteId): string | undefined;
}

/** A live resource before the engine gives it its key. */
export interface Described {
  readonly name: string;
  readonly place: Place | null;
  readonly spec: LiveResource['spec'];
  readonly settled: Settled;
  readonly facts: LiveResource['facts'];
}

/**
 * Everything known about a kind, in one value. `Api` is the client of its target, `Wire` the service's own
 * shape; neither leaves the kind.
 */
export interface KindDefinition<Wire, Api> {
  readonly declaration: Declaration;
  readonly losesAlerts: boolean;
  list(api: Api, desired: readonly DesiredResource[]): Promise<Listing<Wire>>;
  identify(wire: Wire): { readonly id: RemoteId; readonly name: string };
  describe(wire: Wire, names: Names): Described;
  /** Adds what only local files tell: digests, certificate requests. */
  prepare(desired: DesiredResource): Promise<DesiredResource>;
  replaces(desired: DesiredResource, live: LiveResource, world: readonly LiveResource[]): boolean;
  neverPruned(live: LiveResource): boolean;
  report(desired: DesiredResource, live: LiveResource, now: number): readonly Report[];
  draft(comparison: Comparison, world: World): Drafted;
  send(api: Api, call: Call, onSent?: OnSent): Promise<Sent>;
  /** Looks once at goals that are this kind's to judge, in their order. */
  look(api: Api, goals: readonly Goal[]): Promise<readonly Settled[]>;
}

/** A kind without its types, as the provider holds it. */
export interface Kind<Api> {
  readonly name: ResourceKindName;
  readonly targetKind: TargetKindName;
  readonly declaration: Declaration;
  readonly losesAlerts: boolean;
  list(api: Api, desired: readonly DesiredResource[]): Promise<Rows>;
  prepare(desired: DesiredResource): Promise<DesiredResource>;
  replaces(desired: DesiredResource, live: LiveResource, world: readonly LiveResource[]): boolean;
  neverPruned(live: LiveResource): boolean;
  report(desired: DesiredResource, live: LiveResource, now: number): readonly Report[];
  draft(comparison: Comparison, world: World): Drafted;
  send(api: Api, call: Call, onSent?: OnSent): Promise<Sent>;
  look(api: Api, goals: readonly Goal[]): Promise<readonly Settled[]>;
}

/** The rows of one list, already identified; `describe` closes over their wire shape. */
export interface Rows {
  readonly rows: readonly {
    readonly id: RemoteId;
    readonly name: string;
    describe(names: Names): Described;
  }[];
  readonly diagnostics: readonly Diagnostic[];
}

export function defineKind<Wire, Api>(definition: KindDefinition<Wire, Api>): Kind<Api> {
  const { declaration } = definition;
  return {
    ...definition,
    name: declaration.kind,
    targetKind: declaration.targetKind,
    async list(api, desired) {
      const { rows, diagnostics } = await definition.list(api, desired);
      const identified = rows.map((wire) => ({
        ...definition.identify(wire),
        describe: (names: Names) => definition.describe(wire, names),
      }));
      return { rows: identified, diagnostics };
    },
  };
}
