// What a GitLab job needs of its merge request, without a package:
//   node merge-request.mjs note FILE            posts a Markdown file as a note, or updates the one of an earlier push
//   node merge-request.mjs reviewed-plan FILE   fetches the out/plan.json that the merged request's job `plan` kept
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, MULETEER_GITLAB_TOKEN } =
  process.env;
const PROJECT = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}`;

/** A GitLab note may be longer, but nobody reads it then. */
const LIMIT = 900_000;

async function call(method, url, body) {
  const response = await fetch(url, {
    method,
    headers: { 'private-token': MULETEER_GITLAB_TOKEN ?? '', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const hint = [401, 403].includes(response.status) ? ': MULETEER_GITLAB_TOKEN needs the scope api' : '';
  throw new Error(`${method} ${new URL(url).pathname}: GitLab answered ${response.status}${hint}`);
}

async function list(url) {
  const rows = [];
  for (let page = '1'; page !== ''; ) {
    const response = await call('GET', `${url}${url.includes('?') ? '&' : '?'}per_page=100&page=${page}`);
    rows.push(...(await response.json()));
    page = response.headers.get('x-next-page') ?? '';
  }
  return rows;
}

/** Ours is the one that the token's user wrote, and that begins with the file's hidden first line. */
async function note(file) {
  const body = readFileSync(file, 'utf8').slice(0, LIMIT);
  const marker = body.split('\n', 1)[0];
  const me = await (await call('GET', `${CI_API_V4_URL}/user`)).json();
  const notes = `${PROJECT}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;
  const own = (await list(notes)).find(
    (one) => one.author.id === me.id && one.body.split('\n', 1)[0] === marker,
  );
  if (own === undefined) await call('POST', notes, { body });
  else if (own.body !== body) await call('PUT', `${notes}/${own.id}`, { body });
}

/** A pipeline for merged results runs on a commit of its own, which has the request's as a parent. */
async function pipelineOf(head, pipelines) {
  for (const pipeline of pipelines.filter(({ status }) => status === 'success')) {
    if (pipeline.sha === head) return pipeline;
    const response = await call('GET', `${PROJECT}/repository/commits/${pipeline.sha}`);
    if ((await response.json()).parent_ids.includes(head)) return pipeline;
  }
  return undefined;
}

/** Of the request that brought this commit, and of its last commit: another one was not reviewed. */
async function reviewedPlan(file) {
  const requests = await list(`${PROJECT}/repository/commits/${CI_COMMIT_SHA}/merge_requests`);
  const request = requests.find(({ state }) => state === 'merged');
  if (request === undefined)
    throw new Error(`commit ${CI_COMMIT_SHA} came with no merge request: nobody reviewed a plan`);
  const pipelines = await list(`${PROJECT}/merge_requests/${request.iid}/pipelines`);
  const last = await pipelineOf(request.sha, pipelines);
  const jobs = last === undefined ? [] : await list(`${PROJECT}/pipelines/${last.id}/jobs`);
  const plan = jobs.find(({ name, status }) => name === 'plan' && status === 'success');
  if (plan === undefined)
    throw new Error(`merge request !${request.iid} has no plan of its last commit: nobody reviewed it`);
  const artifact = await call('GET', `${PROJECT}/jobs/${plan.id}/artifacts/out/plan.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await artifact.text());
}

const [command, file] = process.argv.slice(2);
try {
  if (command === 'note' && file !== undefined) await note(file);
  else if (command === 'reviewed-plan' && file !== undefined) await reviewedPlan(file);
  else throw new Error('say note FILE or reviewed-plan FILE');
} catch (error) {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
