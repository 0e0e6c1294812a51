/** Stands between the command and the sandbox: sees what the sandbox's log leaves out, and may answer itself. */
import { type Answer, type HttpServer, type ReceivedRequest, startHttpServer } from './http-server.ts';

/** Nothing: the sandbox answers. */
export type Hook = (
  request: ReceivedRequest,
) => Answer | 'drop' | undefined | Promise<Answer | 'drop' | undefined>;

export interface Relay extends HttpServer {
  /** The most writes that were on their way at the same time. */
  readonly mostWritesAtOnce: () => number;
}

export async function startRelay(sandboxUrl: string, hook: Hook = () => undefined): Promise<Relay> {
  let writes = 0;
  let most = 0;
  const server = await startHttpServer(async (request) => {
    const write = request.method !== 'GET' && !request.path.startsWith('/accounts/');
    if (write) writes += 1;
    most = Math.max(most, writes);
    try {
      return (await hook(request)) ?? (await forward(sandboxUrl, request));
    } finally {
      if (write) writes -= 1;
    }
  });
  return { ...server, mostWritesAtOnce: () => most };
}

export async function forward(
  url: string,
  { method, path, headers, body }: ReceivedRequest,
): Promise<Answer> {
  const passed = ['authorization', 'content-type', 'x-anypnt-org-id', 'x-anypnt-env-id'];
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: Object.fromEntries(
      passed.flatMap((name) => [[name, headers[name]]].filter(([, value]) => value)),
    ),
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  });
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    headers: type === null ? {} : { 'content-type': type },
    body: await response.text(),
  };
}
