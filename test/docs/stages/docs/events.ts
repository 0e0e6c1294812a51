import { manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

/** jq, which a machine need not have, as far as the one filter goes that is shown. */
const JQ = `[ "$*" = '-r [."@timestamp", ."@message"] | join(" ")' ] || { echo "jq $*: not expected" >&2; exit 1; }
exec node --eval '
  for (const line of require("fs").readFileSync(0, "utf8").trim().split("\\n")) {
    const event = JSON.parse(line);
    console.log([event["@timestamp"], event["@message"]].join(" "));
  }'`;

export const stage = estateRepository({
  files: { 'groups.yaml': manifest('ServerGroup', 'payments', '{ servers: [mule-1] }') },
  programs: { jq: JQ },
});
