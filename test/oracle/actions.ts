/** What can be done to an estate. One action is one call. */
import type { Form } from './estate.ts';

export interface Member {
  readonly server: string;
  readonly ip: string | null;
}

export type Action =
  | { readonly type: 'leave'; readonly server: string; readonly place: string }
  | ({ readonly type: 'join'; readonly place: string } & Member)
  | {
      readonly type: 'create';
      readonly place: string;
      readonly form: Form;
      readonly members: readonly Member[];
    }
  | { readonly type: 'delete'; readonly place: string }
  | ({ readonly type: 'deploy'; readonly bytes: string } & Deployed)
  | ({ readonly type: 'update'; readonly bytes: string } & Deployed)
  | ({ readonly type: 'start' | 'stop' | 'remove' } & Deployed);

interface Deployed {
  readonly name: string;
  readonly place: string;
}

export function describeAction(action: Action): string {
  switch (action.type) {
    case 'leave':
      return `${action.server} leaves ${action.place}`;
    case 'join':
      return `${memberText(action)} joins ${action.place}`;
    case 'create':
      return `create ${action.form} ${action.place} of ${action.members.map(memberText).join(', ') || 'nobody'}`;
    case 'delete':
      return `delete ${action.place}`;
    case 'deploy':
    case 'update':
      return `${action.type} ${action.name}@${action.place} with ${action.bytes}`;
    case 'start':
    case 'stop':
    case 'remove':
      return `${action.type} ${action.name}@${action.place}`;
  }
}

function memberText({ server, ip }: Member): string {
  return ip === null ? server : `${server} (${ip})`;
}
