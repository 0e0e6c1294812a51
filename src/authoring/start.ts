/** What somebody says who begins with a repository. */
export const CI_SYSTEMS = ['github', 'gitlab', 'none'] as const;
export type CiSystem = (typeof CI_SYSTEMS)[number];

export interface Start {
  /** The name of the Environment in the manifests. */
  readonly target: string;
  readonly organization: string;
  readonly environment: string;
  /** Null for the default. */
  readonly controlPlane: string | null;
  readonly ci: CiSystem;
}
