/** Drafts of all targets, in their final order, as numbered calls. */
import { fingerprint } from '../diff/canonical.ts';
import type { Draft } from '../model/draft.ts';
import { groupBy } from '../model/group-by.ts';
import type { Call, CallBody } from '../model/plan.ts';
import type { ResourceKey } from '../model/resource.ts';
import type { DraftedChange } from './draft-calls.ts';
import { nameLateIds, namePath } from './late-ids.ts';
import { edgesBetween, orderDrafts } from './order-drafts.ts';

export interface NumberedCalls {
  readonly calls: readonly Call[];
  /** Per change, its calls. */
  readonly callsOf: ReadonlyMap<ResourceKey, readonly Call[]>;
}

/** @param start how many calls the targets before this one have */
export function numberCalls(target: string, changes: readonly DraftedChange[], start: number): NumberedCalls {
  const owners = new Map<Draft, ResourceKey>();
  for (const { comparison, drafted } of changes) {
    for (const draft of drafted.drafts) owners.set(draft, comparison.key);
  }
  const drafts = [...owners.keys()];
  const edges = edgesBetween(drafts);
  const ordered = orderDrafts(drafts, edges);
  const ids = new Map(ordered.map((draft, index) => [draft, `c${start + index + 1}`] as const));
  const makers = new Map(
    ordered.flatMap((draft) =>
      draft.creates === null ? [] : [[draft.creates, ids.get(draft) ?? ''] as const],
    ),
  );
  const rank = new Map(ordered.map((draft, index) => [draft, index]));
  const calls = ordered.map((draft): Call => {
    const first = [...(edges.get(draft) ?? [])].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    const { needs, gives, after, together, ...write } = draft;
    const body = nameLateIds(write.body, makers);
    return {
      ...write,
      path: namePath(write.path, makers),
      body,
      goals: nameLateIds(write.goals, makers),
      id: ids.get(draft) ?? '',
      target,
      key: owners.get(draft) ?? '',
      bodyDigest: bodyDigest(body),
      waitsFor: first.map((one) => ids.get(one) ?? ''),
    };
  });
  return { calls, callsOf: groupBy(calls, ({ key }) => key) };
}

/** Where an artifact lies says nothing about what is sent. */
function bodyDigest(body: CallBody): string | null {
  if (body.type === 'none') return null;
  if (body.type === 'json' || body.file === null) return fingerprint(body);
  const { fileName, sha1, size } = body.file;
  return fingerprint({ ...body, file: { fileName, sha1, size } });
}
