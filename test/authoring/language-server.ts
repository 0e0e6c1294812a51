/** The language server that VS Code's YAML extension and most other editors use, driven as they drive it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-jsonrpc/node.js';

const PROGRAM = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Problem {
  readonly message: string;
  readonly range: { readonly start: Position };
}

interface CompletionItem {
  readonly label: string;
  readonly kind?: number;
  readonly documentation?: string | { readonly value: string };
}

export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #connection: rpc.MessageConnection;
  readonly #folder: string;
  readonly #told = new Map<string, (problems: readonly Problem[]) => void>();

  private constructor(process: ChildProcess, connection: rpc.MessageConnection, folder: string) {
    this.#process = process;
    this.#connection = connection;
    this.#folder = folder;
  }

  /** @param settings as in the editor's file: `yaml.schemas` and the like */
  static async start(
    folder: string,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<LanguageServer> {
    const child = spawn(process.execPath, [PROGRAM, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(child.stdout),
      new rpc.StreamMessageWriter(child.stdin),
    );
    const server = new LanguageServer(child, connection, folder);
    await server.#handshake({
      schemaStore: { enable: false },
      kubernetesCRDStore: { enable: false },
      ...settings,
    });
    return server;
  }

  /** Opens a text as an editor does. Resolves to what the server has against it. */
  async open(name: string, text: string): Promise<readonly Problem[]> {
    const uri = this.#uri(name);
    const told = new Promise<readonly Problem[]>((resolve) => this.#told.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument });
    return told;
  }

  async complete(name: string, position: Position): Promise<readonly CompletionItem[]> {
    const question = { textDocument: { uri: this.#uri(name) }, position };
    const answer = await this.#connection.sendRequest('textDocument/completion', question);
    return (answer as { readonly items: readonly CompletionItem[] }).items;
  }

  async hover(name: string, position: Position): Promise<string> {
    const question = { textDocument: { uri: this.#uri(name) }, position };
    const answer = await this.#connection.sendRequest('textDocument/hover', question);
    return (answer as { readonly contents: { readonly value: string } } | null)?.contents.value ?? '';
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#connection.dispose();
    this.#process.kill();
    await ended;
  }

  async #handshake(yaml: Readonly<Record<string, unknown>>): Promise<void> {
    const connection = this.#connection;
    connection.onRequest('workspace/configuration', ({ items }: { items: readonly { section: string }[] }) =>
      items.map(({ section }) => (section === 'yaml' ? yaml : {})),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: readonly Problem[] }) =>
        this.#told.get(uri)?.(diagnostics),
    );
    connection.listen();
    const uri = pathToFileURL(this.#folder).href;
    const markdown = ['markdown'];
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'repository' }],
      capabilities: {
        workspace: { configuration: true },
        textDocument: {
          publishDiagnostics: {},
          hover: { contentFormat: markdown },
          completion: { completionItem: { documentationFormat: markdown, snippetSupport: true } },
        },
      },
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: { yaml } });
  }

  #uri(name: string): string {
    return pathToFileURL(`${this.#folder}/${name}`).href;
  }
}
