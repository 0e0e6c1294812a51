/**
 * What must be sent and lies elsewhere is fetched before the first write: a download that fails half-way through an
 * apply would leave half an apply behind.
 */
import type { Call, RemoteFile } from '../model/call.ts';
import { MuleteerError } from '../model/errors.ts';
import { mapLimited } from '../model/map-limited.ts';
import type { Plan } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { ApplyEvent } from '../model/report.ts';

/** Archives are large, and a server for files has others to serve. */
const DOWNLOADS_AT_ONCE = 4;

export interface FetchOptions {
  readonly signal: AbortSignal;
  readonly emit: (event: ApplyEvent) => void;
}

/**
 * The plan with all files on disk.
 * @throws MuleteerError where one cannot be had, or has other bytes than were planned
 */
export async function fetchArtifacts(
  plan: Plan,
  providers: ReadonlyMap<string, Provider>,
  options: FetchOptions,
): Promise<Plan> {
  if (!plan.calls.some((call) => remoteFileOf(call) !== null)) return plan;
  const calls = await mapLimited(plan.calls, DOWNLOADS_AT_ONCE, (call) =>
    withFile(call, plan, { ...options, provider: providers.get(call.target) }),
  );
  return { ...plan, calls };
}

async function withFile(
  call: Call,
  { addresses }: Plan,
  { provider, signal, emit }: FetchOptions & { readonly provider: Provider | undefined },
): Promise<Call> {
  const { body } = call;
  const remote = remoteFileOf(call);
  if (remote === null || body.type !== 'multipart') return call;
  if (provider === undefined) throw new MuleteerError('bug', `no provider for ${call.target}`);
  if (signal.aborted) throw interrupted();
  try {
    const file = await provider.fetch(remote, signal);
    emit({ type: 'artifact_ready', call: call.id, fileName: file.fileName, bytes: file.size });
    return { ...call, body: { ...body, file } };
  } catch (error) {
    if (signal.aborted) throw interrupted();
    if (!(error instanceof MuleteerError)) throw error;
    const about = `${addresses[`${call.target} ${call.key}`] ?? call.key}: nothing was written`;
    const hint = error.hint === null ? about : `${error.hint} (${about})`;
    throw new MuleteerError(error.code, error.message, { hint, cause: error });
  }
}

function remoteFileOf({ body }: Call): RemoteFile | null {
  const file = body.type === 'multipart' ? body.file : null;
  return file !== null && 'from' in file ? file : null;
}

function interrupted(): MuleteerError {
  return new MuleteerError('interrupted', 'Interrupted, nothing was written');
}
