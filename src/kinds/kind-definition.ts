import type { Artifacts } from '../artifacts/artifacts.ts';
import type { RecordedDigests } from '../artifacts/recorded-digests.ts';
import type { Call, Goal } from '../model/call.ts';
import type { Comparison } from '../model/comparison.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Drafted, World } from '../model/draft.ts';
import type { OnSent } from '../model/http-body.ts';
import type { Declaration } from '../model/kind.ts';
import { manifestDiagnostic, type ResourceKindName, type TargetKindName } from '../model/manifest.ts';
import type { Prepared, Report, Sent } from '../model/provider.ts';
import type { Redact } from '../model/redacted.ts';
import type { DesiredResource, LiveResource, Place, RemoteId, Settled } from '../model/resource.ts';
import type { Told } from '../model/snapshot.ts';

/** What a kind's list gave, and how far it reaches. */
export type Listing<Wire> = Omit<Told<Wire>, 'words'>;

/** How a kind speaks of other resources while it describes its own, in the manifests' names. */
export interface Names {
  /** The name of a live resource; undefined for an id that nobody listed. */
  nameOf(kind: ResourceKindName, id: RemoteId): string | undefined;
  /** Which server, group or cluster has this id: the three share one space of ids. */
  placeOf(id: RemoteId): Place | undefined;
  /** What a server that is listed is up to: RUNNING, DISCONNECTED, CREATED. */
  serverStatus(id: RemoteId): string | undefined;
}

/** Where a kind may learn what a manifest leaves open. */
export interface Sources {
  readonly artifacts: Artifacts;
  /** From what was applied earlier. */
  readonly recorded: RecordedDigests;
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
  /** @param desired for a service that can only be asked by name */
  list(api: Api, desired: readonly DesiredResource[]): Promise<Listing<Wire>>;
  /** The words that manifests may use with this service, where it tells: see `Told`. */
  words(api: Api): Promise<readonly string[] | null>;
  /** What a reader of the plan should know about what is declared, and about what was told. */
  check(told: Told<Wire>, desired: readonly DesiredResource[]): readonly Diagnostic[];
  /** A row as a snapshot keeps it: without what no plan needs, and with digests of what it only compares. */
  redact(wire: Wire, redact: Redact): Wire;
  identify(wire: Wire): { readonly id: RemoteId; readonly name: string };
  describe(wire: Wire, names: Names): Described;
  /** Adds what the manifest alone does not tell: digests, certificate requests. */
  prepare(desired: DesiredResource, sources: Sources): Promise<Prepared>;
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
  /** All that a later plan may ask, redacted. */
  take(api: Api, desired: readonly DesiredResource[], redact: Redact): Promise<Told>;
  /** What was taken, as if it had been listed now. */
  restore(taken: Told, desired: readonly DesiredResource[]): Rows;
  prepare(desired: DesiredResource, sources: Sources): Promise<Prepared>;
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
  const { declaration, describe, redact } = definition;
  const rowsOf = (told: Told<Wire>, desired: readonly DesiredResource[]): Rows => ({
    rows: told.rows.map((wire) => ({
      ...definition.identify(wire),
      describe: (names: Names) => describe(wire, names),
    })),
    diagnostics: definition.check(told, desired),
  });
  return {
    ...definition,
    name: declaration.kind,
    targetKind: declaration.targetKind,
    async list(api, desired) {
      const asked = desired.length === 0 ? null : definition.words(api);
      const [listing, words] = await Promise.all([definition.list(api, desired), asked]);
      return rowsOf({ ...listing, words }, desired);
    },
    async take(api, desired, hide) {
      const [listing, words] = await Promise.all([definition.list(api, desired), definition.words(api)]);
      return { ...listing, rows: listing.rows.map((wire) => redact(wire, hide)), words };
    },
    restore(taken, desired) {
      // Nobody but us makes what is signed, so that its shape is ours.
      const rows = taken.rows as readonly Wire[];
      const { reach } = taken;
      if (typeof reach === 'string') return rowsOf({ ...taken, rows }, desired);
      // A service that is asked by name shows a plan no more than what that plan declares.
      const wanted = new Set(namesIn(desired));
      const seen = rows.filter((wire) => wanted.has(definition.identify(wire).name));
      const told = rowsOf({ ...taken, rows: seen }, desired);
      const unknown = notAsked(desired, new Set(reach.named));
      return { ...told, diagnostics: [...told.diagnostics, ...unknown] };
    },
  };
}

/** The names that resources have, or had before a declared rename. */
export function namesIn(desired: readonly DesiredResource[]): readonly string[] {
  const names = desired.flatMap(({ identity, manifest }) => [
    identity.name,
    manifest.metadata.renamedFrom ?? [],
  ]);
  return [...new Set(names.flat())];
}

/** What nobody asked for when the snapshot was taken may be there or not: a plan would have to guess. */
function notAsked(desired: readonly DesiredResource[], named: ReadonlySet<string>): readonly Diagnostic[] {
  return desired.flatMap((one) => {
    const name = namesIn([one]).find((other) => !named.has(other));
    if (name === undefined) return [];
    const { kind } = one.identity;
    return manifestDiagnostic(one.manifest, ['metadata', 'name'], {
      code: 'not_in_snapshot',
      message: `the snapshot does not tell whether there is a ${kind} ${name}`,
      hint: 'its service cannot list them: take a new snapshot with this manifest, or plan without --live',
    });
  });
}

/** What the manifest says is all that there is to know. */
export async function asDeclared(resource: DesiredResource): Promise<Prepared> {
  return { resource, diagnostics: [] };
}
