/** A world as somebody writes it. README.md explains it; the build-*.ts files read it. */
import type { Switches } from './switches.ts';

interface PlaceInput {
  /** Name or id; default: the first environment of the world, or of the organization that is named. */
  readonly organization?: string;
  readonly environment?: string;
}

interface OrganizationInput {
  readonly name: string;
  readonly id?: string;
  /** Name or id of an organization above this one in the list. */
  readonly parent?: string;
  readonly domain?: string;
  readonly environments?: readonly (string | EnvironmentInput)[];
}

interface EnvironmentInput {
  readonly name: string;
  readonly id?: string;
  readonly type?: 'sandbox' | 'production' | 'design';
}

interface UserInput {
  readonly username: string;
  readonly password: string;
  readonly organization?: string;
  readonly mfa?: boolean;
}

interface ClientInput {
  readonly id: string;
  readonly secret: string;
  readonly organization?: string;
  /** Left out: all. */
  readonly scopes?: readonly string[];
}

interface ServerInput extends PlaceInput {
  readonly name: string;
  readonly id?: number;
  readonly status?: 'CREATED' | 'RUNNING' | 'DISCONNECTED';
  readonly muleVersion?: string;
  readonly agentVersion?: string;
  readonly javaVersion?: string;
  readonly gatewayVersion?: string;
  readonly addresses?: readonly string[];
  readonly licenseExpirationDate?: number | string;
  readonly certificateExpirationDate?: number | string;
}

interface ServerGroupInput extends PlaceInput {
  readonly name: string;
  readonly id?: number;
  readonly servers?: readonly string[];
}

interface ClusterInput extends PlaceInput {
  readonly name: string;
  readonly id?: number;
  readonly multicast?: boolean;
  readonly servers: readonly (string | { readonly name: string; readonly ip?: string })[];
}

interface BytesInput {
  readonly contents?: string;
  readonly size?: number;
  readonly seed?: number;
  /** A checksum without bytes: the artifact cannot be downloaded. */
  readonly sha1?: string;
}

interface ApplicationInput extends PlaceInput, BytesInput {
  readonly name: string;
  readonly id?: number;
  /** The name of a server, group or cluster, or which of them: `{ cluster: orders-cluster }`. */
  readonly target:
    | string
    | { readonly server: string }
    | { readonly serverGroup: string }
    | { readonly cluster: string };
  readonly fileName?: string;
  readonly desiredStatus?: 'STARTED' | 'STOPPED';
  readonly status?: string;
  readonly message?: string;
  readonly properties?: Readonly<Record<string, string>>;
}

interface AlertInput extends PlaceInput {
  readonly name: string;
  readonly resourceType?: string;
  /** Names of servers, groups or clusters. */
  readonly resources?: readonly string[];
  readonly severity?: string;
}

interface ExchangeAssetInput extends BytesInput {
  readonly organization?: string;
  readonly groupId?: string;
  readonly artifactId: string;
  readonly version: string;
}

interface ConsoleInput {
  readonly context?: string;
  /** false: the 3.3 and 3.4 editions, which document no list of user groups. */
  readonly list?: boolean;
  readonly users?: readonly {
    readonly username: string;
    readonly password: string;
    readonly groups?: readonly string[];
  }[];
  readonly userGroups?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly permissions?: readonly string[];
  }[];
}

export interface WorldInput {
  readonly seed?: number;
  readonly clock?: { readonly mode?: 'real' | 'manual'; readonly now?: number | string };
  readonly switches?: Partial<Switches>;
  readonly organizations?: readonly OrganizationInput[];
  readonly users?: readonly UserInput[];
  readonly clients?: readonly ClientInput[];
  readonly servers?: readonly ServerInput[];
  readonly serverGroups?: readonly ServerGroupInput[];
  readonly clusters?: readonly ClusterInput[];
  readonly applications?: readonly ApplicationInput[];
  readonly alerts?: readonly AlertInput[];
  readonly exchange?: readonly ExchangeAssetInput[];
  readonly mmc?: ConsoleInput;
}
