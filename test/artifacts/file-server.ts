/** A server for files, such as a Maven repository: paths and what they lead to, which a test may change as it goes. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface AskedFile {
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export class FileServer {
  /** Scheme, host and port. */
  readonly url: string;
  /** Without their queries. */
  readonly files = new Map<string, string>();
  /** In the place of a file. */
  readonly answers = new Map<string, (response: ServerResponse) => void>();
  readonly asked: AskedFile[] = [];
  /** Where it is set, the `Authorization` that everybody needs. */
  authorization: string | null = null;

  constructor(url: string) {
    this.url = url;
  }

  /** The paths that were asked for since the last look. */
  paths(): readonly string[] {
    return this.asked.splice(0).map(({ path }) => path);
  }

  jars(): readonly string[] {
    return this.paths().filter((path) => path.endsWith('.jar'));
  }

  /** A release with its `.sha1` beside it; resolves to its path. */
  release(coordinates: string, bytes: string, classifier = '-mule-application'): string {
    const [group = '', name = '', version = ''] = coordinates.split(':');
    const path = `/${group.replaceAll('.', '/')}/${name}/${version}/${name}-${version}${classifier}.jar`;
    this.files.set(path, bytes);
    this.files.set(`${path}.sha1`, `${sha1(bytes)}  ${name}-${version}${classifier}.jar\n`);
    return path;
  }

  answer({ path, headers }: AskedFile, response: ServerResponse): void {
    this.asked.push({ path, headers });
    const plain = path.split('?')[0] ?? '';
    const other = this.answers.get(plain);
    const text = this.files.get(plain);
    if (this.authorization !== null && headers.authorization !== this.authorization)
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end('who are you?');
    else if (other !== undefined) other(response);
    else if (text === undefined) response.writeHead(404).end('<html>nothing here</html>');
    else response.end(text);
  }
}

/** @param host a name of this machine */
export async function startFileServer(host = 'localhost'): Promise<FileServer> {
  const server = createServer((request, response) =>
    files.answer({ path: request.url ?? '', headers: request.headers }, response),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const files = new FileServer(`http://${host}:${(server.address() as AddressInfo).port}`);
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return files;
}

export function redirect(location: string) {
  return (response: ServerResponse): void => void response.writeHead(302, { location }).end();
}

export function sha1(bytes: string | Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
