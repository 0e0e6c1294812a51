/** The 43 permission names of the console, and its four built-in groups as shipped. */
import type { UserGroupRow } from '../world/state.ts';

export const PERMISSIONS: readonly string[] = [
  'APPLICATION_MANAGE',
  'APPLICATION_VIEW',
  'DELETE_ITEM',
  'DEPLOYMENT_CREATE',
  'DEPLOYMENT_DELETE',
  'DEPLOYMENT_DEPLOY',
  'DEPLOYMENT_MODIFY',
  'DEPLOYMENT_READ',
  'ENDPOINT_CONTROL',
  'EXECUTE_ADMIN_SCRIPTS',
  'FLOW_CONTROL',
  'FLOW_LIST',
  'MANAGE_ALERT_DEFINITIONS',
  'MANAGE_ALERT_DESTINATIONS',
  'MANAGE_ALERT_NOTIFICATIONS',
  'MANAGE_FLOW_AUDIT',
  'MANAGE_GROUPS',
  'MANAGE_INDEXES',
  'MANAGE_LIFECYCLES',
  'MANAGE_POLICIES',
  'MANAGE_PROPERTIES',
  'MANAGE_SERVER_GROUPS',
  'MANAGE_USERS',
  'MODIFY_ITEM',
  'POOL_MODIFY',
  'READ_ITEM',
  'SERVER_CREATE_CLUSTER',
  'SERVER_DISBAND_CLUSTER',
  'SERVER_FILES_DELETE',
  'SERVER_FILES_MODIFY',
  'SERVER_FILES_VIEW',
  'SERVER_MODIFY',
  'SERVER_REGISTER',
  'SERVER_RESTART',
  'SERVER_THREADS_KILL',
  'SERVER_THREADS_VIEW',
  'SERVER_UNREGISTER',
  'SERVER_VIEW',
  'TRACKING_DELETE',
  'TRACKING_MODIFY',
  'TRACKING_VIEW',
  'VIEW_ACTIVITY',
  'VIEW_ALERTS',
];

/** What Server Administrators do not hold. */
const ADMINISTRATORS_ONLY: ReadonlySet<string> = new Set([
  'EXECUTE_ADMIN_SCRIPTS',
  'MANAGE_GROUPS',
  'MANAGE_INDEXES',
  'MANAGE_LIFECYCLES',
  'MANAGE_POLICIES',
  'MANAGE_PROPERTIES',
  'MANAGE_USERS',
  'VIEW_ACTIVITY',
]);

export const ADMINISTRATORS = 'Administrators';

export function builtInGroups(): UserGroupRow[] {
  return [
    { name: ADMINISTRATORS, description: '', permissions: PERMISSIONS },
    {
      name: 'Deployers',
      description: '',
      permissions: ['DEPLOYMENT_READ', 'VIEW_ALERTS', 'DEPLOYMENT_DEPLOY'],
    },
    {
      name: 'Monitors',
      description: 'A read only view into Mule ESB Enterprise.',
      permissions: [
        'SERVER_THREADS_VIEW',
        'DEPLOYMENT_READ',
        'VIEW_ALERTS',
        'SERVER_VIEW',
        'SERVER_FILES_VIEW',
      ],
    },
    {
      name: 'Server Administrators',
      description: '',
      permissions: PERMISSIONS.filter((name) => !ADMINISTRATORS_ONLY.has(name)),
    },
  ];
}

/** Reference 2.2: at every start the console grants Administrators everything again. */
export function restoreAdministrators(groups: readonly UserGroupRow[]): void {
  const group = groups.find((row) => row.name === ADMINISTRATORS);
  if (group) group.permissions = [...new Set([...PERMISSIONS, ...group.permissions])];
}
