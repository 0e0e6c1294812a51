import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
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
import { compileValidator } from './compile-validator.ts';

/** What a manifest can be. */
export type ManifestKindName = ResourceKindName | TargetKindName | NoticeKindName;
export type KindName = ManifestKindName | RuleKindName;
export type ShapeError = ErrorObject;

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

const validators = new Map<KindName, ValidateFunction>();

/** What a document has against its kind's schema; every mistake, not only the first. */
export function findShapeErrors(kind: KindName, document: unknown): readonly ShapeError[] {
  const validate = validatorOf(kind);
  return validate(document) ? [] : (validate.errors ?? []);
}

/** Made when first needed, once: that may cost more than checking a thousand documents. */
function validatorOf(kind: KindName): ValidateFunction {
  const validate = validators.get(kind) ?? compileValidator(kind, SCHEMAS[kind]);
  validators.set(kind, validate);
  return validate;
}
