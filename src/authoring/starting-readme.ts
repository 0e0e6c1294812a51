import type { CiSystem, Start } from './start.ts';

/** What the new repository says about itself, and what is left to do by hand. */
export function startingReadme({ target, organization, environment, ci }: Start): string {
  return `# ${target}

What runs in ${organization} / ${environment}. Muleteer keeps it as the manifests in \`estate/\` say.

\`\`\`sh
export ANYPOINT_CLIENT_ID=… ANYPOINT_CLIENT_SECRET=…    # a connected app of the organization
muleteer validate estate      # without network
muleteer plan estate          # what would change; writes nothing
muleteer apply estate         # shows it, asks, and does it
\`\`\`

- \`muleteer export estate --out estate\` writes what runs already, and is not declared yet, as manifests.
- \`muleteer explain\` says what can stand in a manifest: \`muleteer explain Application.spec.artifact\`.
- \`muleteer fmt\` brings manifests into one layout.
- Editors read \`.muleteer/manifest.schema.json\`. After an update of Muleteer, write it anew: \`muleteer schema --all --out .muleteer/manifest.schema.json\`.

${PIPELINES[ci]}`;
}

const PIPELINES: Readonly<Record<CiSystem, string>> = {
  github: `## On GitHub

1. In \`.github/workflows\`, \`uses: acme/muleteer@v0.1.0\` stands for the repository that you have Muleteer in, and a tag or commit of it.
2. Add the secrets \`ANYPOINT_CLIENT_ID\`, \`ANYPOINT_CLIENT_SECRET\` and \`MULETEER_RECORD_KEY\` (any text of 16 letters or more).
3. Protect \`main\`: a pull request shows its plan, the merge applies it.
`,
  gitlab: `## On GitLab

1. Install Muleteer as a development dependency, \`npm install --save-dev\` with the archive that you packed or the package of your registry, and commit \`package.json\` and \`package-lock.json\`.
2. Add the variables that the head of \`.gitlab-ci.yml\` lists.
3. Protect \`main\`: a merge request shows its plan, the merge applies it. For drift, add a pipeline schedule.
`,
  none: `## Next

Commit this, and let your CI system run \`muleteer plan estate\` for every change and \`muleteer apply estate --yes\` after it is merged.
`,
};
