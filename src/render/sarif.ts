/**
 * SARIF 2.1.0, which code scanning and editors read. Code scanning refuses a whole file for one result without a
 * place in a file, so that what no manifest has a line for stands in the file of its target.
 */
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { describeRule } from './finding-rules.ts';
import type { FormatOptions, PlanFormat } from './plan-format.ts';
import { printable } from './printable.ts';
import { fromRoot, type ReportedFinding, reportedFindings, textWithAddress } from './reported-findings.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export const renderSarif: PlanFormat = (plan, options) => {
  const findings = reportedFindings(plan, options);
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const driver = { name: 'Muleteer', semanticVersion: options.version, rules: rules.map(ruleToJson) };
  const run = {
    tool: { driver },
    // One category for each command: the results of one do not replace the other's.
    automationDetails: { id: `muleteer/${plan.about === 'drift' ? 'drift' : 'plan'}/` },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => ({
      ruleId: finding.rule,
      ruleIndex: rules.indexOf(finding.rule),
      level: finding.level,
      message: { text: unlinked(textWithAddress(finding)) },
      locations: [{ ...placeOf(finding, plan, options), ...namedBy(finding) }],
      partialFingerprints: { 'muleteerFinding/v1': finding.fingerprint },
    })),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
};

function ruleToJson(rule: string): Json {
  return { id: rule, shortDescription: { text: describeRule(rule) } };
}

function placeOf({ origin, target }: ReportedFinding, { targets }: Plan, options: FormatOptions) {
  const home = targets.find(({ name }) => name === target) ?? targets[0];
  const place = origin ?? fromRoot(home?.origin ?? null, options);
  if (place === null) return {};
  const region = { startLine: place.line, startColumn: place.column };
  const artifactLocation = { uri: uriOf(place.file), uriBaseId: '%SRCROOT%' };
  return { physicalLocation: { artifactLocation, ...(origin === null ? {} : { region }) } };
}

function namedBy({ address }: ReportedFinding) {
  if (address === null) return {};
  return { logicalLocations: [{ fullyQualifiedName: printable(address), kind: 'resource' }] };
}

/** Half of a pair stands for no character, and in no URI. */
function uriOf(file: string): string {
  return file
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** A text in brackets before one in parentheses is a link to viewers: a name must not make one. */
function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
