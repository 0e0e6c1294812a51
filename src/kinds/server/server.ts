import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import type { RuntimeManager } from '../../anypoint/runtime-manager.ts';
import type { ServerWire } from '../../anypoint/wire.ts';
import type { Call } from '../../model/call.ts';
import { MuleteerError, RequestError } from '../../model/errors.ts';
import type { Sent } from '../../model/provider.ts';
import { SETTLED } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';
import { asDeclared, defineKind } from '../kind-definition.ts';
import { sendToRuntimeManager } from '../runtime-manager-calls.ts';
import { certificateInAnswer, httpBody, idInAnswer } from '../wire-body.ts';
import { serverDeclaration } from './declaration.ts';
import { draftServer } from './draft-server.ts';
import { lookAtServers } from './look-at-servers.ts';
import { reportServer } from './report-server.ts';

/** A Mule runtime that its agent registered. Expected, never started by us (reference, section 12, row 16). */
export const server = defineKind<ServerWire, RuntimeManager>({
  declaration: serverDeclaration,
  losesAlerts: false,
  list: async (api) => ({ rows: await api.listServers(), reach: 'all' }),
  words: async () => null,
  check: () => [],
  redact: (wire) => wire,
  identify: ({ id, name }) => ({ id, name }),
  describe: (wire) => ({
    name: wire.name,
    place: null,
    spec: {},
    settled: SETTLED,
    facts: {
      status: wire.status,
      muleVersion: wire.muleVersion,
      agentVersion: wire.agentVersion,
      javaVersion: wire.javaVersion,
      certificateExpires: wire.certificateExpires,
      licenseExpires: wire.licenseExpires,
    },
  }),
  async prepare(desired) {
    const { registration } = desired.spec;
    if (!isSpecObject(registration) || typeof registration.csr !== 'string') return asDeclared(desired);
    const signatureRequest = await readRequest(
      desired.manifest.fileAt(['spec', 'registration', 'csr'], registration.csr),
    );
    const spec = { ...desired.spec, registration: { ...registration, signatureRequest } };
    return asDeclared({ ...desired, spec });
  },
  replaces: () => false,
  neverPruned: () => true,
  report: reportServer,
  draft: draftServer,
  send: (api, call) =>
    call.credential === 'session' ? sendToRuntimeManager(api, call) : register(api, call),
  look: lookAtServers,
});

async function readRequest(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read the certificate request ${path}`, { cause });
  }
}

/**
 * By CSR: signed in with a fresh registration token instead of the session's. Registering cannot be done twice, so
 * that the file for the certificate is opened before anything is sent.
 */
async function register(api: RuntimeManager, call: Call): Promise<Sent> {
  const part = call.certificateOut === null ? null : `${call.certificateOut}.part`;
  const file = part === null ? null : await openForWriting(part, call.certificateOut ?? part);
  try {
    const token = await api.registrationToken();
    const answer = await api.write(call.method, call.path, httpBody(call.body), token);
    const id = idInAnswer(answer);
    if (file === null || part === null || call.certificateOut === null) return { id, note: null };
    const certificate = certificateInAnswer(answer);
    if (certificate === null) throw withoutCertificate();
    await file.writeFile(certificate.endsWith('\n') ? certificate : `${certificate}\n`);
    await rename(part, call.certificateOut);
    return { id, note: `certificate written to ${call.certificateOut}` };
  } finally {
    await file?.close();
    if (part !== null) await rm(part, { force: true });
  }
}

async function openForWriting(path: string, target: string): Promise<FileHandle> {
  try {
    if ((await stat(target).catch(() => null))?.isDirectory() === true) throw new Error('it is a folder');
    return await open(path, 'w');
  } catch (cause) {
    throw new RequestError('settings', `the certificate cannot be written to ${target}`, {
      arrived: 'no',
      hint: 'nothing was sent: make room for it, or change spec.registration.certificateOut',
      cause,
    });
  }
}

function withoutCertificate(): RequestError {
  return new RequestError(
    'unexpected_answer',
    'the server was registered, but the answer held no certificate',
    {
      arrived: 'maybe',
      hint: 'delete the server in Runtime Manager and register it with amc_setup',
    },
  );
}
