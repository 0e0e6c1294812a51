/** Drafts of all targets, in their final order, as numbered calls. */
import { fingerprint } from '../diff/canonical.ts';
import type { Call, CallBody, RollbackCall, Write } from '../model/call.ts';
import type { Draft, Fact } from '../model/draft.ts';
import { groupBy } from '../model/group-by.ts';
import { LateId } from '../model/late-id.ts';
import { identityOf, type LiveResource, type RemoteId, type ResourceKey } from '../model/resource.ts';
import { Secret } from '../model/secret.ts';
import type { DraftedChange } from './draft-calls.ts';
import { nameLateIds, namePath } from './late-ids.ts';
import { edgesBetween, liftWaves, orderDrafts, withoutImplied } from './order-drafts.ts';
import { waveOf } from './wave-of.ts';

export interface NumberedCalls {
  readonly calls: readonly Call[];
  readonly rollbacks: readonly RollbackCall[];
  /** Per resource, its calls: also of copies, which have no comparison. */
  readonly callsOf: ReadonlyMap<ResourceKey, readonly Call[]>;
  /** Per change, the calls of others that bring it about. */
  readonly throughOf: ReadonlyMap<ResourceKey, readonly Call[]>;
}

export interface NumberInput {
  readonly target: string;
  readonly changes: readonly DraftedChange[];
  readonly live: readonly LiveResource[];
  /** How many calls the targets before this one have. */
  readonly start: number;
}

export function numberCalls({ target, changes, live, start }: NumberInput): NumberedCalls {
  const keyOfId = new Map(live.map(({ id, key }) => [id, key]));
  const owners = new Map<Draft, ResourceKey>();
  const ownWaves = new Map<Draft, number>();
  for (const { comparison, drafted } of changes) {
    for (const draft of drafted.drafts) {
      owners.set(draft, draft.of ?? comparison.key);
      ownWaves.set(draft, waveOf(comparison));
    }
  }
  const drafts = [...owners.keys()];
  const edges = edgesBetween(drafts);
  const unsorted = orderDrafts(drafts, edges);
  const waves = liftWaves(unsorted, edges, ownWaves);
  // No edge leads to a later wave, so that sorting by waves alone keeps them all.
  const ordered = [...unsorted].sort((a, b) => (waves.get(a) ?? 0) - (waves.get(b) ?? 0));
  // What undoes a call stands right behind it.
  const writes = ordered.flatMap((draft): readonly Write[] => [draft, ...draft.rollback]);
  const ids = new Map(writes.map((write, index) => [write, `c${start + index + 1}`] as const));
  const makers = makersOf(ordered, ids);
  const rank = new Map(ordered.map((draft, index) => [draft, index]));
  const givers = new Map<Fact, Call>();
  const rollbacks: RollbackCall[] = [];
  const calls = ordered.map((draft): Call => {
    const first = withoutImplied([...(edges.get(draft) ?? [])], edges, rank);
    const { needs, gives, after, of, rollback, ...write } = draft;
    const body = nameLateIds(write.body, makers);
    const call: Call = {
      ...write,
      path: namePath(write.path, makers),
      body,
      goals: nameLateIds(write.goals, makers),
      evidence: nameLateIds(write.evidence, makers),
      id: ids.get(draft) ?? '',
      target,
      key: owners.get(draft) ?? '',
      bodyDigest: bodyDigest(body),
      wave: waves.get(draft) ?? 0,
      waitsFor: first.map((one) => ids.get(one) ?? ''),
      print: printOf(draft, owners.get(draft) ?? '', keyOfId),
    };
    rollbacks.push(...rollbacksOf(call, rollback, { ids, keyOfId }));
    for (const fact of gives) givers.set(fact, call);
    return call;
  });
  const through = changes.map(
    ({ comparison, drafted }) =>
      [comparison.key, drafted.through.flatMap((fact) => givers.get(fact) ?? [])] as const,
  );
  return {
    calls,
    rollbacks,
    callsOf: groupBy(calls, ({ key }) => key),
    throughOf: new Map(through.filter(([, own]) => own.length > 0)),
  };
}

/** What stands in a path for an id that a call makes: `c3.id`, or `c1.copy(mule-2,pay-api)` for what it leaves. */
function makersOf(
  drafts: readonly Draft[],
  ids: ReadonlyMap<Write, string>,
): ReadonlyMap<ResourceKey, string> {
  const makers = new Map<ResourceKey, string>();
  for (const draft of drafts) {
    const id = ids.get(draft) ?? '';
    if (draft.creates !== null) makers.set(draft.creates, `${id}.id`);
    for (const key of draft.leaves) makers.set(key, `${id}.${copyToken(key)}`);
  }
  return makers;
}

/** What undoes a call, each one after the one before it. They are about what is there, so that no id in them is late. */
function rollbacksOf(
  call: Call,
  writes: readonly Write[],
  { ids, keyOfId }: { readonly ids: ReadonlyMap<Write, string>; readonly keyOfId: KeysById },
): readonly RollbackCall[] {
  return writes.map((write, index) => {
    const before = writes[index - 1];
    return {
      ...call,
      ...write,
      id: ids.get(write) ?? '',
      bodyDigest: bodyDigest(write.body),
      waitsFor: before === undefined ? [] : [ids.get(before) ?? ''],
      print: printOf(write, call.key, keyOfId),
      onFailureOf: call.id,
    };
  });
}

type KeysById = ReadonlyMap<RemoteId, ResourceKey>;

export function copyToken(key: ResourceKey): string {
  const { name, place } = identityOf(key);
  return `copy(${place?.name ?? ''},${name})`;
}

/** Remote ids as keys: an id that was late in one plan is a number in the next. */
function printOf(write: Write, key: ResourceKey, keyOfId: KeysById): string {
  const named = (value: unknown): unknown => {
    if (value instanceof LateId) return { id: value.key };
    if (typeof value === 'number') return keyOfId.has(value) ? { id: keyOfId.get(value) } : value;
    if (value instanceof Secret || typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(named);
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, named(item)]));
  };
  const { verb, method, body } = write;
  const file = body.type === 'multipart' ? (body.file?.sha1 ?? null) : null;
  const content = body.type === 'none' ? null : named(body.type === 'json' ? body.value : body.fields);
  return fingerprint({ key, verb, method, content, file });
}

/** Where an artifact lies says nothing about what is sent. */
function bodyDigest(body: CallBody): string | null {
  if (body.type === 'none') return null;
  if (body.type === 'json' || body.file === null) return fingerprint(body);
  const { fileName, sha1 } = body.file;
  // What was not fetched yet has no size, and must not get one where it happens to be at hand.
  const size = 'size' in body.file ? { size: body.file.size } : {};
  return fingerprint({ ...body, file: { fileName, sha1, ...size } });
}
