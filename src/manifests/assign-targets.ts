import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { TargetKindName } from '../model/manifest.ts';
import type { Envelope } from './envelope.ts';
import { foldersUpward } from './repository-root.ts';
import { labelOf } from './resolve-spec.ts';
import { textOrNull } from './unreadable.ts';

/** A declared target, by what assignment needs of it. */
export interface TargetPlace {
  readonly kind: TargetKindName;
  readonly name: string;
  readonly folder: string;
}

export interface Assignment {
  /** The name of each document's target, in the order of the documents. */
  readonly targets: readonly (string | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface AssignmentQuestion {
  readonly envelopes: readonly Envelope[];
  /** What a document belongs to; undefined for a target, and where it cannot be told. */
  readonly kindFor: (envelope: Envelope) => TargetKindName | undefined;
  readonly targets: readonly TargetPlace[];
  /** Some document could not be read at all: it may be the target that seems to be missing. */
  readonly incomplete: boolean;
}

type Answer =
  | { readonly name: string }
  | { readonly problem: 'none' }
  | { readonly problem: 'ambiguous'; readonly names: readonly string[] };

/**
 * Finds the target of every resource: the one that it names, else the one declared in its folder, else in the
 * nearest folder above, else the only one there is.
 */
export function assignTargets(question: AssignmentQuestion): Assignment {
  const { envelopes, kindFor, targets, incomplete } = question;
  const diagnostics: Diagnostic[] = [];
  const homeless: Homeless[] = [];
  const byKind = {
    Environment: indexTargets(targets, 'Environment'),
    Console: indexTargets(targets, 'Console'),
  };
  const targetOf = (envelope: Envelope): string | undefined => {
    const targetKind = kindFor(envelope);
    if (targetKind === undefined) return undefined;
    const index = byKind[targetKind];
    const named = envelope.metadata[keyFor(targetKind)];
    if (named === undefined) {
      const answer = findTarget(index, envelope.document.file.folder);
      if ('name' in answer) return answer.name;
      homeless.push({ envelope, targetKind, answer });
    } else if (typeof named === 'string') {
      if (index.names.has(named)) return named;
      if (!incomplete) diagnostics.push(...unknownTarget(envelope, targetKind, named, index));
    }
    return undefined;
  };
  const assigned = envelopes.map(targetOf);
  if (!incomplete) diagnostics.push(...describeHomeless(homeless));
  return { targets: assigned, diagnostics };
}

export function keyFor(kind: TargetKindName): 'environment' | 'console' {
  return kind === 'Environment' ? 'environment' : 'console';
}

interface TargetIndex {
  readonly names: ReadonlySet<string>;
  readonly byFolder: ReadonlyMap<string, readonly string[]>;
  /** Answers by folder: thousands of documents share a few folders. */
  readonly answers: Map<string, Answer>;
}

function indexTargets(targets: readonly TargetPlace[], kind: TargetKindName): TargetIndex {
  const byFolder = new Map<string, string[]>();
  for (const target of targets) {
    if (target.kind !== kind) continue;
    const names = byFolder.get(target.folder) ?? [];
    if (!names.includes(target.name)) names.push(target.name);
    byFolder.set(target.folder, names);
  }
  return { names: new Set([...byFolder.values()].flat()), byFolder, answers: new Map() };
}

function findTarget(index: TargetIndex, folder: string): Answer {
  const known = index.answers.get(folder);
  if (known !== undefined) return known;
  const nearest = [...foldersUpward(folder)]
    .map((one) => index.byFolder.get(one))
    .find((names) => names !== undefined);
  const candidates = nearest ?? [...index.names];
  const [first] = candidates;
  const answer: Answer =
    first === undefined
      ? { problem: 'none' }
      : candidates.length === 1
        ? { name: first }
        : { problem: 'ambiguous', names: [...candidates].sort() };
  index.answers.set(folder, answer);
  return answer;
}

function unknownTarget(
  envelope: Envelope,
  kind: TargetKindName,
  name: string,
  index: TargetIndex,
): readonly Diagnostic[] {
  if (!envelope.document.file.selected) return [];
  const known = [...index.names].sort();
  const key = keyFor(kind);
  const hint =
    didYouMean(name, known) ??
    (known.length === 0
      ? `declare it, or add its folder to PATH`
      : `declared: ${known.slice(0, 8).join(', ')}`);
  return [
    envelope.document.diagnostic(['metadata', key], {
      code: 'unknown_target',
      message: `no ${kind} ${name} is declared`,
      hint,
    }),
  ];
}

interface Homeless {
  readonly envelope: Envelope;
  readonly targetKind: TargetKindName;
  readonly answer: Exclude<Answer, { readonly name: string }>;
}

/** One diagnostic for all documents that lack the same thing; a hundred would say no more. */
function describeHomeless(homeless: readonly Homeless[]): readonly Diagnostic[] {
  const groups = new Map<string, Homeless[]>();
  for (const one of homeless) {
    if (!one.envelope.document.file.selected) continue;
    const group = `${one.targetKind} ${JSON.stringify(one.answer)}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [describeGroup(first, more.length)],
  );
}

function describeGroup({ envelope, targetKind, answer }: Homeless, more: number): Diagnostic {
  const { document, kind, metadata } = envelope;
  const name = textOrNull(metadata.name);
  const subject = `${kind}${name === null ? '' : ` ${name}`}${more === 0 ? '' : ` and ${more} more`}`;
  const key = keyFor(targetKind);
  const words =
    answer.problem === 'none'
      ? {
          code: 'no_target',
          message: `no ${targetKind} is declared for ${subject}`,
          hint: `add a document of kind: ${targetKind}, here or in a folder above; a base is loaded with the ${targetKind} that names it`,
        }
      : {
          code: 'ambiguous_target',
          message: `${subject} could belong to ${listOr(answer.names)}`,
          hint: `add ${labelOf(['metadata', key])} under metadata with one of these names, or name the folder under bases of each`,
        };
  return document.diagnostic(['metadata', 'name'], words);
}

function listOr(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
