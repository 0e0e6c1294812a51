/** Every kind, one line each, in the order in which their changes are shown. */
import { application } from './application/application.ts';
import { cluster } from './cluster/cluster.ts';
import { server } from './server/server.ts';
import { serverGroup } from './server-group/server-group.ts';
import { userGroup } from './user-group/user-group.ts';

export const runtimeManagerKinds = [server, serverGroup, cluster, application] as const;
export const consoleKinds = [userGroup] as const;
export const declarations = [...runtimeManagerKinds, ...consoleKinds].map(({ declaration }) => declaration);
