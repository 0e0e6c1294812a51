/** Where a reader finds the whole log: the page of the CI job that runs us. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The variables that each CI system sets. */
const PAGES: readonly ((env: Env) => string | null)[] = [
  (env) => joined(env, ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'], githubRun),
  ({ CI_JOB_URL: gitlab }) => gitlab ?? null,
  ({ BUILD_URL: jenkins }) => jenkins ?? null,
  (env) => joined(env, ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT', 'BUILD_BUILDID'], azureBuild),
];

/** Characters: longer than any that these systems make, and short enough for every receiver. */
const LONGEST = 1_000;

/** Null outside of CI, and for what is no plain https or http address. */
export function runLink(env: Env): string | null {
  for (const pageOf of PAGES) {
    const text = pageOf(env) ?? '';
    if (!URL.canParse(text) || text.length > LONGEST) continue;
    const { protocol, username, password, href } = new URL(text);
    if (/^https?:$/.test(protocol) && username === '' && password === '') return href;
  }
  return null;
}

function githubRun(server: string, repository: string, id: string): string {
  return `${server}/${repository}/actions/runs/${id}`;
}

function azureBuild(collection: string, project: string, id: string): string {
  return `${collection}${encodeURIComponent(project)}/_build/results?buildId=${id}`;
}

function joined(
  env: Env,
  names: readonly [string, string, string],
  join: (...texts: [string, string, string]) => string,
): string | null {
  const [first, second, third] = names.map((name) => env[name] ?? '');
  return first && second && third ? join(first, second, third) : null;
}
