/** A sandbox under test: real HTTP, a clock that only the test moves. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start.ts';
import type { WorldInput } from '../../sandbox/world/input.ts';

export const ORG = 'a1b2c3d4-0000-4000-8000-000000000001';
export const ENV = 'e0000000-0000-4000-8000-00000000000a';
export const HYBRID = '/hybrid/api/v1';

/** Long enough for anything scheduled to be over. */
export const LATER = 60_000;

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape
  readonly body: any;
}

export interface FileInput {
  readonly name: string;
  readonly contents: string;
}

interface Effect {
  readonly class: string;
  readonly subject: string;
  readonly n: number;
}

const open: Sandbox[] = [];

export async function closeLabs(): Promise<void> {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
}

export async function openLab(
  world: WorldInput = {},
  options: Omit<SandboxOptions, 'world'> = {},
): Promise<Lab> {
  const clock = { mode: 'manual', now: '2024-06-01T00:00:00Z' } as const;
  const sandbox = await startSandbox({ ...options, world: { clock, ...world } });
  open.push(sandbox);
  const lab = new Lab(sandbox);
  await lab.signIn();
  return lab;
}

export class Lab {
  readonly sandbox: Sandbox;
  token = '';
  org = ORG;
  env = ENV;

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  async signIn(id = 'sandbox', secret = 'sandbox'): Promise<void> {
    const body = { client_id: id, client_secret: secret, grant_type: 'client_credentials' };
    const reply = await this.send('POST', '/accounts/api/v2/oauth2/token', { body });
    this.token = reply.body?.access_token ?? '';
  }

  async send(
    method: string,
    path: string,
    options: { readonly body?: unknown; readonly headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const { body, headers = {} } = options;
    const json = body === undefined || body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(this.sandbox.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(json ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: json ? (body as FormData) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers, body: parse(text) };
  }

  scope(): Record<string, string> {
    return {
      authorization: `Bearer ${this.token}`,
      'x-anypnt-org-id': this.org,
      'x-anypnt-env-id': this.env,
    };
  }

  /** A call under /hybrid/api/v1. */
  arm(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.send(method, HYBRID + path, { headers: this.scope(), body });
  }

  upload(method: string, path: string, fields: Record<string, string>, file?: FileInput): Promise<Reply> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (file) form.append('file', new Blob([file.contents]), file.name);
    return this.arm(method, path, form);
  }

  async deploy(
    name: string,
    targetId: number,
    contents = `${name} v1`,
    configuration?: object,
  ): Promise<number> {
    const fields = { artifactName: name, targetId: String(targetId) };
    const extra: Record<string, string> = configuration
      ? { configuration: JSON.stringify(configuration) }
      : {};
    const reply = await this.upload(
      'POST',
      '/applications',
      { ...fields, ...extra },
      { name: `${name}.jar`, contents },
    );
    if (reply.status !== 202) throw new Error(`deploy ${name}: ${reply.status} ${reply.text}`);
    await this.advance(LATER);
    return reply.body.data.id;
  }

  mmc(method: string, path: string, body?: unknown, login = 'admin:admin'): Promise<Reply> {
    const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    const base = this.sandbox.mmc.slice(this.sandbox.url.length);
    return this.send(method, `${base}/api${path}`, { headers: { authorization }, body });
  }

  control(method: string, path: string, body?: unknown): Promise<Reply> {
    return this.send(method, `/__sandbox${path}`, { body });
  }

  async advance(advanceMs: number): Promise<void> {
    await this.control('POST', '/clock', { advanceMs });
  }

  async switches(switches: object): Promise<void> {
    const reply = await this.control('PATCH', '/switches', switches);
    if (reply.status !== 200) throw new Error(reply.text);
  }

  async server(name: string): Promise<Reply['body']> {
    const list = await this.arm('GET', '/servers');
    return list.body.data.find((row: { name: string }) => row.name === name);
  }

  async ids(...numbers: readonly number[]): Promise<number[]> {
    const list = await this.arm('GET', '/servers');
    return numbers.map(
      (number) => list.body.data.find((row: { name: string }) => row.name === `mule-${number}`).id,
    );
  }

  async group(name: string, ...numbers: readonly number[]): Promise<number> {
    const reply = await this.arm('POST', '/serverGroups', { name, serverIds: await this.ids(...numbers) });
    if (reply.status !== 200) throw new Error(`group ${name}: ${reply.status} ${reply.text}`);
    return reply.body.data.id;
  }

  async cluster(name: string, multicastEnabled: boolean, ...numbers: readonly number[]): Promise<number> {
    const ids = await this.ids(...numbers);
    const servers = ids.map((serverId, index) => ({
      serverId,
      ...(multicastEnabled ? {} : { serverIp: `10.9.0.${numbers[index]}` }),
    }));
    const reply = await this.arm('POST', '/clusters', { name, multicastEnabled, servers });
    if (reply.status !== 200) throw new Error(`cluster ${name}: ${reply.status} ${reply.text}`);
    return reply.body.data.id;
  }

  async application(id: number): Promise<Reply['body']> {
    return (await this.arm('GET', `/applications/${id}`)).body.data;
  }

  async applications(): Promise<Reply['body'][]> {
    return (await this.arm('GET', '/applications')).body.data;
  }

  setServer(name: string, status: string): Promise<Reply> {
    return this.control('POST', `/servers/${name}`, { status });
  }

  async effects(): Promise<string[]> {
    const reply = await this.control('GET', '/effects');
    return reply.body.map((effect: Effect) => `${effect.class} ${effect.subject}`).sort();
  }
}

/** Servers mule-1 … mule-N. */
export function servers(count: number): { name: string; addresses: string[] }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `mule-${index + 1}`,
    addresses: [`10.0.1.${index + 1}`],
  }));
}

export const properties = (values: Record<string, string>): object => ({
  'mule.agent.application.properties.service': { applicationName: 'x', properties: values },
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
