/** What somebody changes at the services, past git and past us; it is in no log of what we did. */
import { HYBRID, Lab } from '../sandbox/support.ts';
import { ENVIRONMENT_IDS, type Resource } from './estate.ts';
import type { Story } from './story.ts';

/** Brings a resource to a value by hand; undefined: takes it away. */
export async function changeByHand(
  story: Story,
  resource: Resource,
  value: string | undefined,
): Promise<void> {
  await story.harvest();
  await change(new Lab(story.bench.sandbox), resource, value);
  await story.bench.settle();
  await story.bench.clearLog();
}

async function change(lab: Lab, { target, kind, name }: Resource, value: string | undefined): Promise<void> {
  if (target === 'mmc') {
    const path = `/usergroups/${name}`;
    const body = { name, description: '', permissions: value?.split(', ') };
    return took(await (value === undefined ? lab.mmc('DELETE', path) : lab.mmc('PUT', path, body)));
  }
  lab.env = ENVIRONMENT_IDS[target];
  await lab.signIn();
  const list = kind === 'Application' ? '/applications' : '/serverGroups';
  if (kind === 'ServerGroup' && value !== undefined)
    return took(await lab.arm('POST', list, { name, serverIds: [] }));
  const { body } = await lab.send('GET', `${HYBRID}${list}`, { headers: lab.scope() });
  const rows: readonly { id: number; name?: string; artifact?: { name?: string } }[] = body.data;
  const found = rows.find((row) => (row.name ?? row.artifact?.name) === name);
  const at = `${list}/${found?.id}`;
  if (value === undefined) return took(await lab.arm('DELETE', at));
  return took(await lab.arm('PATCH', at, { desiredStatus: value.split(' ')[1] }));
}

function took({ status, text }: { readonly status: number; readonly text: string }): void {
  if (status >= 300) throw new Error(`by hand: ${status} ${text}`);
}
