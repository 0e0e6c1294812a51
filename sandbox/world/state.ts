/**
 * Everything the two services remember. Rows are plain JSON values, so that a state can be shown, saved and loaded;
 * what an answer looks like is decided by the views next to the routes.
 */
import type { Switches } from './switches.ts';

type ServerStatus = 'CREATED' | 'RUNNING' | 'DISCONNECTED';
export type RunStatus = 'STARTED' | 'STOPPED';
export type ReportedStatus =
  | RunStatus
  | 'STARTING'
  | 'STOPPING'
  | 'UNDEPLOYED'
  | 'DEPLOYMENT_FAILED'
  | 'UNKNOWN';

export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly domain: string;
}

export interface EnvironmentRow {
  readonly id: string;
  name: string;
  readonly organizationId: string;
  readonly type: 'sandbox' | 'production' | 'design';
}

interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly organizationId: string;
  /** A user with a second factor gets a redirect form from /accounts/login, and no token. */
  readonly mfa: boolean;
}

interface ClientRow {
  readonly id: string;
  readonly secret: string;
  readonly organizationId: string;
  /** Absent: every scope. */
  readonly scopes?: readonly string[];
}

export interface SessionRow {
  readonly token: string;
  readonly subject: { readonly kind: 'user' | 'client'; readonly id: string };
  /** null: does not expire. */
  readonly expiresAt: number | null;
}

export interface RegistrationTokenRow {
  readonly token: string;
  readonly environmentId: string;
  readonly expiresAt: number | null;
  used: boolean;
}

export interface Membership {
  readonly of: 'SERVER_GROUP' | 'CLUSTER';
  readonly id: number;
  /** Keeps members in the order in which they joined. */
  readonly order: number;
  readonly serverIp?: string;
}

export interface ServerRow {
  readonly id: number;
  readonly environmentId: string;
  name: string;
  status: ServerStatus;
  readonly serverType: 'MULE' | 'GATEWAY';
  muleVersion: string;
  readonly gatewayVersion?: string;
  agentVersion?: string;
  readonly javaVersion: string;
  addresses: readonly { readonly ip: string; readonly networkInterface: string }[];
  readonly licenseExpirationDate?: number;
  readonly certificateExpirationDate?: number;
  readonly timeCreated: number;
  timeUpdated: number;
  membership?: Membership;
  deleting?: true;
}

export interface GroupRow {
  readonly id: number;
  readonly environmentId: string;
  name: string;
  readonly timeCreated: number;
  timeUpdated: number;
  deleting?: true;
}

export interface ClusterRow extends GroupRow {
  readonly multicastEnabled: boolean;
}

export type ArtifactSource =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'generated'; readonly seed: number; readonly size: number }
  | { readonly kind: 'absent' };

export interface ArtifactRow {
  readonly id: number;
  readonly storageId: number;
  readonly name: string;
  readonly fileName: string;
  readonly fileChecksum: string;
  readonly fileSize: number;
  readonly timeUpdated: number;
  readonly source: ArtifactSource;
}

export interface ServerArtifactRow {
  readonly id: number;
  readonly serverId: number;
  readonly artifact: ArtifactRow;
  readonly timeCreated: number;
  timeUpdated: number;
  desiredStatus: RunStatus | 'UPDATED';
  reported: ReportedStatus;
  message: string;
  readonly discovered: boolean;
  /** Counts the commands given, so that what was scheduled for an older one is ignored. */
  revision: number;
  /** An earlier artifact that lingers until its successor is up. */
  superseded?: true;
  startedAt?: number;
}

export interface ApplicationRow {
  readonly id: number;
  readonly environmentId: string;
  readonly name: string;
  readonly targetId: number;
  readonly timeCreated: number;
  timeUpdated: number;
  goal: RunStatus;
  /** Of the application's one flow, once somebody set it. */
  flowGoal?: RunStatus;
  artifact: ArtifactRow;
  /** Never given back by the service. */
  configuration?: Readonly<Record<string, unknown>>;
  serverArtifacts: ServerArtifactRow[];
  /** Members that were unreachable when the one tolerated update was made. */
  missedBy: number[];
  deleting?: true;
}

export interface AlertRow {
  readonly id: string;
  readonly environmentId: string;
  readonly createdAt: number;
  body: Readonly<Record<string, unknown>>;
}

interface ExchangeAssetRow {
  readonly organizationId: string;
  readonly groupId: string;
  readonly artifactId: string;
  readonly version: string;
  readonly fileChecksum: string;
  readonly fileSize: number;
  readonly source: ArtifactSource;
}

export interface ComponentRow {
  readonly targetId: number;
  readonly componentId: number;
  enabled: boolean;
  configuration: Readonly<Record<string, unknown>>;
}

export interface UserGroupRow {
  name: string;
  description: string;
  permissions: readonly string[];
}

export interface ConsoleRow {
  readonly context: string;
  /** Whether this edition has GET /usergroups. */
  readonly list: boolean;
  readonly users: { readonly username: string; readonly password: string; groups: readonly string[] }[];
  userGroups: UserGroupRow[];
}

export interface DeploymentFailureRow {
  readonly application: string;
  readonly server?: string;
  /** Only while this is its artifact. */
  readonly fileName?: string;
  /** How often it will happen yet; left out: until it is cleared. */
  times?: number;
  readonly message: string;
}

/** A change that time will bring about. `cause` is the number of the request that set it off. */
export type Pending = { readonly due: number; readonly cause: number } & PendingWork;
export type PendingWork =
  | {
      readonly type: 'deliver' | 'finish';
      readonly applicationId: number;
      readonly rowId: number;
      readonly revision: number;
    }
  | {
      readonly type: 'remove';
      readonly of: 'application' | 'server' | 'group' | 'cluster';
      readonly id: number;
    }
  | { readonly type: 'server-up'; readonly serverId: number };

export interface Ids {
  target: number;
  application: number;
  artifact: number;
  storage: number;
  serverArtifact: number;
  order: number;
  random: number;
}

export interface State {
  readonly seed: number;
  readonly ids: Ids;
  switches: Switches;
  readonly organizations: OrganizationRow[];
  environments: EnvironmentRow[];
  readonly users: UserRow[];
  readonly clients: ClientRow[];
  sessions: SessionRow[];
  registrationTokens: RegistrationTokenRow[];
  readonly servers: Map<number, ServerRow>;
  readonly groups: Map<number, GroupRow>;
  readonly clusters: Map<number, ClusterRow>;
  readonly applications: Map<number, ApplicationRow>;
  alerts: AlertRow[];
  readonly exchange: ExchangeAssetRow[];
  components: ComponentRow[];
  readonly console: ConsoleRow;
  pending: Pending[];
  failures: DeploymentFailureRow[];
}
