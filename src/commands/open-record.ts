/** Where the record is kept, and what of it this run may speak of (contract, section 5). */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { identityOf, openRepository, type Repository } from '../git/open-repository.ts';
import { isInside } from '../manifests/repository-root.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { RecordStore } from '../model/record.ts';
import type { HoldStore } from '../model/recorded-hold.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { createFileHolds } from '../record/file-holds.ts';
import { createFileRecord } from '../record/file-record.ts';
import { createGitHolds } from '../record/git-holds.ts';
import { createGitRecord, openerOf } from '../record/git-record.ts';
import { noHolds } from '../record/no-holds.ts';
import { noRecord } from '../record/no-record.ts';
import { createRecordKey, type RecordKey } from '../record/record-key.ts';
import type { Io } from './io.ts';
import { isCi } from './is-ci.ts';
import type { RecordOptions } from './record-options.ts';
import { isGiven, readVariable } from './variables.ts';

export interface OpenedRecord {
  readonly store: RecordStore;
  /** What is held beside it. */
  readonly holds: HoldStore;
  /** Null outside git. */
  readonly repository: Repository | null;
  /** The remote that keeps a target's record; null: none does. */
  remoteOf(target: string): string | null;
  /** A file that is relative to the working folder, from the repository's root; without git it stays as it is. */
  inRepository(file: string): string;
  /** A manifest's file, as the record names files. */
  fileOf(resource: Pick<DesiredResource, 'manifest'>): string;
  /** A recorded file, relative to the working folder: as a person would open it. */
  shownFile(file: string): string;
  /** Whether a file that is recorded for a target lies under the loaded paths, or in a base of a target that does. */
  coverageOf(target: DesiredTarget): (file: string) => boolean;
}

/** @throws MuleteerError `settings` where a path is not there, or the record cannot be kept as it was asked for */
export async function openRecord(
  paths: readonly string[],
  targets: readonly DesiredTarget[],
  options: RecordOptions,
  io: Io,
): Promise<OpenedRecord> {
  const missing = paths.find((path) => !existsSync(resolve(io.cwd, path)));
  if (missing !== undefined) throw new MuleteerError('settings', `no such file or folder: ${missing}`);
  const loaded = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(io.cwd, path));
  const folder = folderOf(loaded[0] ?? io.cwd);
  const repository = await openRepository(folder, io.env);
  const remotes = new Map(targets.map(({ name, policy }) => [name, policy.recordRemote]));
  const remoteOf = (target: string): string | null => options.recordRemote ?? remotes.get(target) ?? null;
  const cwd = real(io.cwd);
  const root = real(repository?.root ?? cwd);
  const below = root === cwd ? '' : `${slashed(relative(root, cwd))}/`;
  const inRepository = (file: string): string =>
    isPlainPath(`${below}${file}`) ? `${below}${file}` : slashed(relative(root, join(cwd, file)));
  // A path may lead through a link; files are recorded by the names that they were found under.
  const namesOf = (path: string): readonly string[] => [real(path), join(cwd, relative(io.cwd, path))];
  const roots = loaded.flatMap(namesOf);
  return {
    ...(await openStores({ folder, repository, remoteOf, targets }, options, io)),
    repository,
    remoteOf,
    inRepository,
    fileOf: ({ manifest }) => inRepository(manifest.origin.file),
    shownFile: (file) => slashed(relative(cwd, join(root, file))),
    coverageOf: ({ manifest }) => {
      const isLoaded = roots.some((path) => isInside(path, join(cwd, manifest.origin.file)));
      const folders = isLoaded ? [...roots, ...baseFolders(manifest).flatMap(namesOf)] : roots;
      return (file) => folders.some((path) => isInside(path, join(root, file)));
    },
  };
}

/** Of names alone: no way up, no root, no drive. Most are, and need not be worked out by the thousand. */
function isPlainPath(path: string): boolean {
  return !/^[a-z]:|\\|(^|\/)\.{0,2}(\/|$)/i.test(path);
}

/** A base is loaded wherever it lies. */
function baseFolders(manifest: Manifest): readonly string[] {
  const { bases } = manifest.spec;
  if (!Array.isArray(bases)) return [];
  return bases.flatMap((base, index) =>
    typeof base === 'string' ? [manifest.fileAt(['spec', 'bases', index], base)] : [],
  );
}

interface Place {
  readonly folder: string;
  readonly repository: Repository | null;
  readonly remoteOf: (target: string) => string | null;
  readonly targets: readonly DesiredTarget[];
}

async function openStores(
  { folder, repository, remoteOf, targets }: Place,
  options: RecordOptions,
  io: Io,
): Promise<Pick<OpenedRecord, 'store' | 'holds'>> {
  const { clock, runner, newId, env } = io;
  const key = await recordKey(io);
  const { record } = options;
  if (record === 'none') return NOWHERE;
  if (record?.startsWith('file:') === true) {
    const path = resolve(io.cwd, record.slice('file:'.length));
    const author = repository === null ? null : await identityOf(repository);
    const place = { path, clock, runner, author };
    return { store: createFileRecord({ ...place, newRun: newId, key }), holds: createFileHolds(place) };
  }
  // Without a repository a remote that somebody names is a mistake, which the record in git explains.
  const isNamed = targets.some(({ name }) => remoteOf(name) !== null);
  if (repository === null && !isNamed) return NOWHERE;
  const open = repository === null ? openerOf(folder, env) : async () => repository;
  const place = { open, remoteOf, clock };
  return {
    store: createGitRecord({ ...place, runner, newRun: newId, key }),
    holds: createGitHolds(place),
  };
}

const NOWHERE = { store: noRecord, holds: noHolds };

/** Null where none is set. */
export async function recordKey({ env, mask }: Io): Promise<RecordKey | null> {
  if (!isGiven(env, 'MULETEER_RECORD_KEY')) return null;
  const text = await readVariable(env, 'MULETEER_RECORD_KEY');
  if (text === undefined) return null;
  mask.add(text);
  return createRecordKey(text);
}

/**
 * A record that stays on a CI system's runner is lost with it, and with it the proof of what is ours.
 * @throws MuleteerError `refused`
 */
export function assertRecordLasts(
  targets: readonly DesiredTarget[],
  { store, remoteOf, repository }: OpenedRecord,
  { record, ownClone }: RecordOptions,
  { env }: Io,
): void {
  const mayGo = ownClone === true || isCi(env);
  if (!mayGo || record !== undefined || !store.remembers || repository === null) return;
  const lost = targets.find(({ name }) => remoteOf(name) === null);
  if (lost === undefined) return;
  const place = ownClone === true ? 'in a clone that is ours alone' : 'on this runner';
  const message = `the record of ${lost.name} would stay ${place}, and be lost with it`;
  throw new MuleteerError('refused', message, {
    hint: 'name where it is kept: spec.record.remote or --record-remote origin, --record file:PATH, or --record none',
    byTarget: { [lost.name]: message },
  });
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function folderOf(path: string): string {
  try {
    return statSync(path).isDirectory() ? path : dirname(path);
  } catch {
    return path;
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
