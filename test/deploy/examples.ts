/** The ready files of `examples/deploy`, read as what runs them would read them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'examples/deploy');

export function readRoot(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function filesIn(folder: string): readonly string[] {
  return readdirSync(join(FOLDER, folder)).map((name) => `${folder}/${name}`);
}

export function readExample(path: string): string {
  return readFileSync(join(FOLDER, path), 'utf8');
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly args: readonly string[];
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly securityContext: object;
  readonly resources: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string }[];
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: { readonly runAsUser: number };
}

interface Template {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: PodSpec;
}

/** As much of any resource as a test asks for. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly template: Template;
    readonly replicas: number;
    readonly strategy: object;
    readonly concurrencyPolicy: string;
    readonly jobTemplate: {
      readonly spec: {
        readonly template: Template;
        readonly backoffLimit: number;
        readonly activeDeadlineSeconds: number;
      };
    };
    readonly selector: Readonly<Record<string, string>> & {
      readonly matchLabels: Readonly<Record<string, string>>;
    };
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

function resourcesIn(path: string): readonly Resource[] {
  return parseAllDocuments(readExample(path)).map((document) => {
    if (document.errors.length > 0) throw new Error(`${path}: ${document.errors.join()}`);
    return document.toJS() as Resource;
  });
}

export function resource(kind: string): Resource {
  const all = filesIn('kubernetes').flatMap(resourcesIn);
  const found = all.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
}

export function yamlOf(path: string): unknown {
  return parse(readExample(path));
}

/** The settings of a unit, in their order: `Section.Name` and a value, continued lines joined. */
export type Unit = readonly (readonly [string, string])[];

export function unitOf(path: string): Unit {
  let section = '';
  return readExample(path)
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const header = /^\[(\w+)\]$/.exec(line)?.[1];
      if (header !== undefined) section = header;
      const [, name, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (header === undefined && name === undefined) throw new Error(`${path}: ${line}`);
      return name === undefined ? [] : [[`${section}.${name}`, value] as const];
    });
}

export function settingsOf(unit: Unit, name: string): readonly string[] {
  return unit.filter(([key]) => key === name).map(([, value]) => value);
}

/** What `Environment=` sets. */
export function environmentOf(unit: Unit): Readonly<Record<string, string>> {
  const words = settingsOf(unit, 'Service.Environment').flatMap(
    (line) => line.match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/^"|"$/g, '')) ?? [],
  );
  return Object.fromEntries(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  );
}
