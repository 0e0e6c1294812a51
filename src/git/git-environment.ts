/** Variables of the process, handed in: nothing below `main.ts` reads them itself. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which repository, index or object store a git command uses. Somebody's hook or wrapper may have set them; we say
 * ourselves which folder we mean. Source: `git rev-parse --local-env-vars`, without the configuration.
 */
const PLACES = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/** What git gets: the person's own variables, so that credentials work, but no question that would wait for ever. */
export function gitEnvironment(env: Environment): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !PLACES.has(entry[0].toUpperCase()),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // Git's reasons are shown to people, and theirs is the language of the rest.
    LC_ALL: 'C',
    LANGUAGE: '',
  };
}

/** Settings of the person that would change what our own commands do, or run a program of theirs. */
export const OWN_CONFIG = [
  'core.hooksPath=/dev/null',
  // A lock that a power cut takes back is none.
  'core.fsync=committed',
  // Milliseconds: another process may hold the ref for a moment.
  'core.filesRefLockTimeout=2000',
  'gc.auto=0',
  'push.gpgSign=false',
  'i18n.commitEncoding=utf-8',
  'i18n.logOutputEncoding=utf-8',
];
