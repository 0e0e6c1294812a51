/**
 * What the references leave open, each as a named switch with a default. The numbers in the comments are the rows of
 * the "unknowns" table of the Runtime Manager reference (RM) and the questions of the Mule Management Console
 * reference (MMC). README.md lists the same table for users; a test keeps the two in step.
 */
export interface Switches {
  // Durations, in milliseconds of the sandbox's clock.
  readonly commandMs: number;
  readonly deployMs: number;
  readonly deleteMs: number;
  readonly restartMs: number;

  // Accounts.
  readonly tokenSeconds: number;
  readonly loginRateLimitPerMinute: number;

  // RM 1: exact success statuses.
  readonly createStatus: number;
  readonly renameStatus: number;
  readonly joinStatus: number;
  readonly leaveStatus: number;
  readonly deleteStatus: number;
  // RM 2: refusals.
  readonly conflictStatus: number;
  readonly invalidStatus: number;
  readonly tooLargeStatus: number;
  // RM 3: organization and environment headers.
  readonly missingHeaderStatus: number;
  readonly wrongHeaderStatus: number;
  // RM 4: paging of applications; 0 = no default limit.
  readonly applicationPaging: boolean;
  readonly applicationDefaultLimit: number;
  // RM 5: POST /servers.
  readonly registrationStatus: number;
  readonly registrationCertificateField: string;
  readonly registrationAcceptsSession: boolean;
  // RM 6: registration tokens; 0 seconds = they do not expire.
  readonly registrationTokenSeconds: number;
  readonly registrationTokenSingleUse: boolean;
  // RM 7 and 8: configuration.
  readonly configurationOnlyPatch: 'refuse' | 'accept';
  readonly configurationUpdate: 'replace' | 'merge';
  readonly fileWithoutConfiguration: 'keep' | 'drop';
  readonly configurationReadable: boolean;
  // RM 9: names.
  readonly duplicateApplication: 'refuse' | 'allow';
  readonly overlappingApplication: 'refuse' | 'allow';
  readonly serverNamesUnique: boolean;
  // RM 10: copies left on a server.
  readonly copiesDiscovered: boolean;
  // RM 11 and 19: status words.
  readonly partialStatus: string;
  readonly emptyGroupStatus: string;
  // RM 12: deleting what is in use.
  readonly deleteTargetWithApplications: 'cascade' | 'refuse';
  readonly deleteServerWithApplications: 'cascade' | 'refuse';
  readonly deleteMemberServer: 'refuse' | 'cascade';
  readonly clusterDeleteRemovesAlerts: boolean;
  // RM 13: deploying to a target that is not connected, or to an empty group.
  readonly unreachableTarget: 'queue' | 'refuse';
  readonly emptyTarget: 'accept' | 'refuse';
  // RM 14: how an Exchange artifact is named ({artifactId} and {version} are filled in), and whether PATCH takes one.
  readonly exchangeFileName: string;
  readonly exchangeUpdate: 'accept' | 'refuse';
  // RM 15: server restart and shutdown.
  readonly serverActionStatus: number;
  // RM 16: calls per minute to /hybrid; 0 = unlimited. Retry-After in seconds; 0 = header left out.
  readonly rateLimitPerMinute: number;
  readonly rateLimitStatus: number;
  readonly retryAfterSeconds: number;
  // RM 17: bodies of 401 and 403 under /hybrid.
  readonly unauthorizedBody: 'text' | 'json';
  readonly forbiddenBody: 'text' | 'json';
  // RM 18: what the scope for servers, groups and clusters is called.
  readonly manageServersScope: string;
  // Silent points outside the table.
  readonly updateStartsStopped: boolean;
  readonly nonNumericIdStatus: number;
  readonly maxArtifactBytes: number;
  readonly maxServersPerEnvironment: number;
  readonly maxGroupsAndClusters: number;

  // MMC.
  readonly mmcListMissingStatus: number;
  readonly mmcListShape: 'envelope' | 'array' | 'no-total';
  readonly mmcListPermissions: boolean;
  readonly mmcTotalExtra: number;
  readonly mmcSingleShape: 'bare' | 'envelope';
  readonly mmcPermissionsShape: 'object' | 'data' | 'array';
  readonly mmcPermissionsStatus: number;
  readonly mmcCreateStatus: number;
  readonly mmcCreateBody: boolean;
  readonly mmcUpdate: 'replace' | 'additive';
  readonly mmcOmittedField: 'clear' | 'keep' | 'refuse';
  readonly mmcDuplicateStatus: number;
  readonly mmcUnknownPermission: 'refuse' | 'accept' | 'skip';
  readonly mmcEmptyPermissions: 'accept' | 'refuse';
  readonly mmcDeleteMissingStatus: number;
  readonly mmcUpdateMissingStatus: number;
  readonly mmcIllegalNameStatus: number;
  readonly mmcReadNeedsManageGroups: boolean;
  /** Permission names, separated by commas, that the console adds to whatever is saved. */
  readonly mmcDefaultGrants: string;
  readonly mmcErrorBody: 'json' | 'unquoted' | 'html' | 'text' | 'empty';
  readonly mmcWrongContext: 'not-found' | 'redirect';
}

export const DEFAULT_SWITCHES: Switches = {
  commandMs: 150,
  deployMs: 400,
  deleteMs: 300,
  restartMs: 600,
  tokenSeconds: 3600,
  loginRateLimitPerMinute: 0,
  createStatus: 200,
  renameStatus: 200,
  joinStatus: 202,
  leaveStatus: 202,
  deleteStatus: 204,
  conflictStatus: 409,
  invalidStatus: 400,
  tooLargeStatus: 413,
  missingHeaderStatus: 400,
  wrongHeaderStatus: 403,
  applicationPaging: true,
  applicationDefaultLimit: 0,
  registrationStatus: 201,
  registrationCertificateField: 'certificate',
  registrationAcceptsSession: false,
  registrationTokenSeconds: 0,
  registrationTokenSingleUse: false,
  configurationOnlyPatch: 'refuse',
  configurationUpdate: 'replace',
  fileWithoutConfiguration: 'keep',
  configurationReadable: false,
  duplicateApplication: 'refuse',
  overlappingApplication: 'refuse',
  serverNamesUnique: true,
  copiesDiscovered: false,
  partialStatus: 'PARTIAL',
  emptyGroupStatus: 'EMPTY',
  deleteTargetWithApplications: 'cascade',
  deleteServerWithApplications: 'cascade',
  deleteMemberServer: 'refuse',
  clusterDeleteRemovesAlerts: true,
  unreachableTarget: 'queue',
  emptyTarget: 'accept',
  exchangeFileName: '{artifactId}-{version}-mule-application.jar',
  exchangeUpdate: 'accept',
  serverActionStatus: 200,
  rateLimitPerMinute: 0,
  rateLimitStatus: 429,
  retryAfterSeconds: 0,
  unauthorizedBody: 'text',
  forbiddenBody: 'text',
  manageServersScope: 'Manage Servers',
  updateStartsStopped: true,
  nonNumericIdStatus: 400,
  maxArtifactBytes: 200 * 1024 * 1024,
  maxServersPerEnvironment: 500,
  maxGroupsAndClusters: 500,
  mmcListMissingStatus: 404,
  mmcListShape: 'envelope',
  mmcListPermissions: true,
  mmcTotalExtra: 0,
  mmcSingleShape: 'bare',
  mmcPermissionsShape: 'object',
  mmcPermissionsStatus: 200,
  mmcCreateStatus: 201,
  mmcCreateBody: true,
  mmcUpdate: 'replace',
  mmcOmittedField: 'clear',
  mmcDuplicateStatus: 409,
  mmcUnknownPermission: 'refuse',
  mmcEmptyPermissions: 'accept',
  mmcDeleteMissingStatus: 500,
  mmcUpdateMissingStatus: 500,
  mmcIllegalNameStatus: 500,
  mmcReadNeedsManageGroups: false,
  mmcDefaultGrants: '',
  mmcErrorBody: 'json',
  mmcWrongContext: 'not-found',
};
