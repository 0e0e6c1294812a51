/** `spec.properties["http.port"]=8081`: where in a document, and what. */
import { MuleteerError } from '../model/errors.ts';
import type { DocumentPath } from '../model/manifest.ts';

export interface Assignment {
  readonly path: DocumentPath;
  readonly text: string;
}

/** A key, one in quotes for what dots and brackets mean otherwise, or the number of an item, from 0. */
const STEP = /(?:^|\.)([A-Za-z0-9_-]+)|\["((?:[^"\\]|\\.)*)"\]|\['([^']*)'\]|\[(\d+)\]/y;

/** @throws MuleteerError `usage` */
export function parseAssignment(written: string): Assignment {
  const path: (string | number)[] = [];
  let at = 0;
  while (written[at] !== '=') {
    STEP.lastIndex = at;
    const step = STEP.exec(written);
    if (step === null) throw unreadable(written);
    const [all, key, double, single, index] = step;
    path.push(index === undefined ? (key ?? double?.replace(/\\(.)/g, '$1') ?? single ?? '') : Number(index));
    at += all.length;
  }
  const [first] = path;
  if (first !== 'spec' && first !== 'metadata') throw unreadable(written);
  return { path, text: written.slice(at + 1) };
}

function unreadable(written: string): MuleteerError {
  return new MuleteerError('usage', `${written} is not a PATH=VALUE`, {
    hint: 'write spec.artifact.file=./app-1.3.0.jar, and a key with dots in brackets: spec.properties["http.port"]=8081',
  });
}
