/** Hooks, as GitHub sends them. */
import { createHmac } from 'node:crypto';
import { SECRET, type Story } from './story.ts';

let deliveries = 0;

/** @returns its status */
export async function push(story: Story, secret = SECRET): Promise<number> {
  deliveries += 1;
  const body = JSON.stringify({ ref: 'refs/heads/main', delivery: deliveries });
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': String(deliveries),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
  const answer = await fetch(`${story.driven.url}/hooks/git`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  const result = answer.status === 202 ? 'accepted' : 'bad_signature';
  story.hooks[result] = (story.hooks[result] ?? 0) + 1;
  story.tally.posts += 1;
  return answer.status;
}
