import { estateRepository } from '../estate-repository.ts';

/** The key of a job, and its public half in git. */
export const stage = estateRepository({
  before: `
export MULETEER_SNAPSHOT_KEY_FILE="$HOME/snapshot.key" RUNNER_TEMP="$HOME"
openssl genpkey -algorithm ed25519 -out "$MULETEER_SNAPSHOT_KEY_FILE"
openssl pkey -in "$MULETEER_SNAPSHOT_KEY_FILE" -pubout -out muleteer-snapshot.pub
git add --all
git commit --quiet --message 'the public key'
git push --quiet`,
});
