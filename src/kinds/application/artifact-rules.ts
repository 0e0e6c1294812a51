/** Rules of meaning about where an application's archive comes from, as far as nobody has to be asked. */
import { isArchiveName } from '../../artifacts/archive.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../../model/manifest.ts';
import { isSpecObject, type SpecObject } from '../../model/spec-value.ts';
import { artifactUrlProblems, repositoryUrlProblems, type UrlProblem } from '../../model/url-rules.ts';
import { fileNameIn } from './remote-source.ts';

type Rule = (artifact: SpecObject, manifest: Manifest) => readonly Diagnostic[];

export function checkArtifact(manifest: Manifest): readonly Diagnostic[] {
  const { artifact } = manifest.spec;
  const found: Diagnostic[] = [];
  if (isSpecObject(artifact)) for (const rule of RULES) found.push(...rule(artifact, manifest));
  return found;
}

const RULES: readonly Rule[] = [
  checkType,
  checkUrl,
  checkDigest,
  checkRepository,
  checkCoordinates,
  checkVersion,
];

function checkType({ file, url }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  const key = typeof file === 'string' ? 'file' : 'url';
  const written = file ?? url;
  if (typeof written !== 'string') return [];
  const name = key === 'file' ? written : fileNameIn(written);
  // A text that is no URL is a mistake of its own.
  if (isArchiveName(name) || (key === 'url' && artifactUrlProblems(written).length > 0)) return [];
  const message = `${name === '' ? 'what the URL names' : name} is neither a .jar nor a .zip`;
  const hint = 'Mule 4 applications are .jar files, Mule 3 applications .zip files';
  return [manifestDiagnostic(manifest, at(key), { code: 'artifact_type', message, hint })];
}

function checkUrl({ url }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  return typeof url === 'string' ? told(artifactUrlProblems(url), at('url'), manifest) : [];
}

function checkRepository({ maven }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  if (!isSpecObject(maven) || typeof maven.repository !== 'string') return [];
  return told(repositoryUrlProblems(maven.repository), at('maven', 'repository'), manifest);
}

function told(
  problems: readonly UrlProblem[],
  path: DocumentPath,
  manifest: Manifest,
): readonly Diagnostic[] {
  return problems.map((problem) => manifestDiagnostic(manifest, path, problem));
}

function checkDigest({ url, maven, sha1, sha256 }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  const given = ['sha1', 'sha256'].filter((_, index) => [sha1, sha256][index] !== undefined);
  const [first = '', second] = given;
  if (url === undefined && maven === undefined && given.length > 0) {
    const message = `${first} belongs to url or maven`;
    const hint = 'a file has the digest that it has, and Exchange is asked by the service';
    return [manifestDiagnostic(manifest, at(first), { code: 'artifact_digest', message, hint })];
  }
  if (second !== undefined) {
    const about = {
      code: 'artifact_digest',
      message: 'sha1 and sha256 exclude each other',
      hint: 'keep one',
    };
    return [manifestDiagnostic(manifest, at(second), about)];
  }
  if (url === undefined || given.length > 0) return [];
  const message = 'a url needs the digest of what it leads to';
  const hint = 'add sha1 or sha256 beside it: sha256sum FILE tells it';
  return [manifestDiagnostic(manifest, at('url'), { code: 'artifact_digest', message, hint })];
}

/** Each becomes a part of a path, and must not lead anywhere else. */
const PARTS: Readonly<Record<string, RegExp>> = {
  groupId: /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
  artifactId: /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
  version: /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/,
  classifier: /^([A-Za-z0-9_][A-Za-z0-9_.-]*)?$/,
};

function checkCoordinates({ maven }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  if (!isSpecObject(maven)) return [];
  return Object.entries(PARTS).flatMap(([key, pattern]) => {
    const value = maven[key];
    if (typeof value !== 'string' || pattern.test(value)) return [];
    const message = `${key} ${JSON.stringify(value)} is none that Maven knows`;
    const hint =
      key === 'version' ? 'exactly one version, no range' : 'letters, digits, dots, underscores and dashes';
    return [manifestDiagnostic(manifest, at('maven', key), { code: 'maven_coordinates', message, hint })];
  });
}

/** What has other bytes tomorrow is nothing that a commit can stand for. */
function checkVersion({ maven }: SpecObject, manifest: Manifest): readonly Diagnostic[] {
  const version = isSpecObject(maven) ? maven.version : undefined;
  if (typeof version !== 'string' || !/(-SNAPSHOT|^LATEST|^RELEASE)$/i.test(version)) return [];
  return [
    manifestDiagnostic(manifest, at('maven', 'version'), {
      code: 'moving_version',
      message: `${version} is another artifact from day to day`,
      hint: 'a commit says what is applied: release a version, and name it',
    }),
  ];
}

function at(...path: readonly string[]): DocumentPath {
  return ['spec', 'artifact', ...path];
}
