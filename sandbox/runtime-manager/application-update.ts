/** The forms of PATCH on an application (reference 8.5). */
import { isRunning, redeploy, replaceArtifact, setGoal } from '../estate/deployments.ts';
import { releaseBytes } from '../estate/release-bytes.ts';
import { settle } from '../estate/settle.ts';
import { subjectOf } from '../estate/target.ts';
import { type Answer, conflict, data, invalid, notFound } from '../http/answer.ts';
import { bodyOf, isObject, type JsonObject } from '../http/read-input.ts';
import type { Call } from '../http/scope.ts';
import { configurationField, readUpload, type Upload, type UploadedFile } from '../http/upload.ts';
import type { ApplicationRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import {
  type ArtifactInput,
  configurationOf,
  isMultipart,
  makeArtifact,
  sourceOf,
} from './application-input.ts';
import { noteMissedUpdate } from './application-rules.ts';
import { viewApplication } from './application-view.ts';

export interface Update {
  readonly world: World;
  readonly call: Call;
  readonly application: ApplicationRow;
}

export async function updateApplication(update: Update): Promise<Answer> {
  const { world, call, application } = update;
  refuseDeleted(update);
  if (isMultipart(call.request)) await updateByUpload(update);
  else updateByJson(update, bodyOf(world, call.request));
  return data(viewApplication(world.state, application, world.now()));
}

/** With a file: new bytes. Without one: the stored artifact once more, even if the file got lost on the way. */
async function updateByUpload(update: Update): Promise<void> {
  const { world, application } = update;
  const upload = await readUpload(world, update.call.request);
  settle(world);
  if (upload.file) {
    await applyUpload(update, upload, upload.file);
    return;
  }
  const configuration = configurationField(world, upload);
  const changesOnlyConfiguration = configuration !== undefined;
  if (changesOnlyConfiguration && world.state.switches.configurationOnlyPatch === 'refuse') {
    throw invalid(world, 'A file is required to change the configuration');
  }
  noteMissedUpdate(world, application);
  if (configuration) setConfiguration(update, configuration);
  noteRestart(update);
  startIfStopped(update);
  redeploy(world, application, update.call.cause);
}

async function applyUpload(update: Update, upload: Upload, file: UploadedFile): Promise<void> {
  const { world, application } = update;
  const before = application.artifact.source;
  try {
    refuseDeleted(update);
    applyArtifact(update, file, configurationField(world, upload));
    await releaseBytes(world, before);
  } catch (refusal) {
    await releaseBytes(world, file.source);
    throw refusal;
  }
}

/** Time passes while a file comes in. */
function refuseDeleted({ world, application }: Update): void {
  if (!world.state.applications.has(application.id)) throw notFound(`Application ${application.id}`);
  if (application.deleting) throw conflict(world, `Application ${application.name} is being deleted`);
}

function updateByJson(update: Update, body: JsonObject): void {
  const { world, application, call } = update;
  const { desiredStatus } = body;
  const configuration = configurationOf(world, body);
  if (desiredStatus === 'STARTED' || desiredStatus === 'STOPPED') {
    setGoal(world, application, desiredStatus, call.cause);
    return;
  }
  if (desiredStatus !== undefined || configuration === undefined) {
    throw invalid(world, 'desiredStatus must be STARTED or STOPPED');
  }
  // RM unknown 7.
  if (world.state.switches.configurationOnlyPatch === 'refuse') {
    throw invalid(world, 'A file is required to change the configuration');
  }
  noteMissedUpdate(world, application);
  setConfiguration(update, configuration);
  noteRestart(update);
  redeploy(world, application, call.cause);
}

/** PATCH …/artifact: the bytes of another application or of an Exchange asset. */
export function updateFromSource(update: Update): Answer {
  const { world, call, application } = update;
  refuseDeleted(update);
  const body = bodyOf(world, call.request);
  refuseExchange(world, body.applicationSource);
  applyArtifact(update, sourceOf(world, call, body), configurationOf(world, body));
  return data(viewApplication(world.state, application, world.now()));
}

/** Only a copy from another application was ever seen here; an Exchange asset is a guess of the reference's. */
function refuseExchange(world: World, source: unknown): void {
  if (world.state.switches.exchangeUpdate === 'accept' || !isObject(source)) return;
  if (source.source === 'EXCHANGE') throw invalid(world, 'The artifact cannot be taken from Exchange');
}

function applyArtifact(update: Update, input: ArtifactInput, configuration: JsonObject | undefined): void {
  const { world, application, call } = update;
  noteMissedUpdate(world, application);
  if (configuration) setConfiguration(update, configuration);
  else if (world.state.switches.fileWithoutConfiguration === 'drop') dropConfiguration(update);
  noteRestart(update);
  startIfStopped(update);
  replaceArtifact(world, application, makeArtifact(world, application.name, input), call.cause);
}

/** RM unknown 7: merged or replaced. Merging goes one service deep, and into its properties. */
function setConfiguration(update: Update, configuration: JsonObject): void {
  const { world, application } = update;
  const merge = world.state.switches.configurationUpdate === 'merge';
  application.configuration = merge
    ? mergeObjects(application.configuration ?? {}, configuration)
    : configuration;
}

function mergeObjects(base: JsonObject, added: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(added)) {
    const before = base[key];
    merged[key] = isObject(before) && isObject(value) ? mergeObjects(before, value) : value;
  }
  return merged;
}

function dropConfiguration(update: Update): void {
  const { world, application, call } = update;
  if (Object.keys(application.configuration ?? {}).length > 0) {
    world.effect(call.cause, 'config-loss', subjectOf(world.state, application));
  }
  delete application.configuration;
}

function noteRestart(update: Update): void {
  const { world, application, call } = update;
  if (isRunning(application)) world.effect(call.cause, 'app-restart', subjectOf(world.state, application));
}

/** The reference does not say what new bytes do to a stopped application. */
function startIfStopped(update: Update): void {
  if (update.world.state.switches.updateStartsStopped) update.application.goal = 'STARTED';
}
