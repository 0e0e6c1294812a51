import application from '../../schemas/application.schema.json' with { type: 'json' };
import approval from '../../schemas/approval.schema.json' with { type: 'json' };
import cluster from '../../schemas/cluster.schema.json' with { type: 'json' };
import consoleSchema from '../../schemas/console.schema.json' with { type: 'json' };
import environment from '../../schemas/environment.schema.json' with { type: 'json' };
import policy from '../../schemas/policy.schema.json' with { type: 'json' };
import removed from '../../schemas/removed.schema.json' with { type: 'json' };
import server from '../../schemas/server.schema.json' with { type: 'json' };
import serverGroup from '../../schemas/server-group.schema.json' with { type: 'json' };
import userGroup from '../../schemas/user-group.schema.json' with { type: 'json' };
import type { NoticeKindName, ResourceKindName, TargetKindName } from '../model/manifest.ts';
import type { RuleKindName } from '../model/policy.ts';

/** What a manifest can be. */
export type ManifestKindName = ResourceKindName | TargetKindName | NoticeKindName;
export type KindName = ManifestKindName | RuleKindName;

/** The JSON Schema of every kind: the same files that editors read. */
export const SCHEMAS: Readonly<Record<KindName, object>> = {
  Environment: environment,
  Console: consoleSchema,
  Server: server,
  ServerGroup: serverGroup,
  Cluster: cluster,
  Application: application,
  UserGroup: userGroup,
  Removed: removed,
  Policy: policy,
  Approval: approval,
};
