/** What the documents show and this test does not run, for it would run itself: why, and who runs it. */
import type { Document, Step } from './read-document.ts';

interface Elsewhere {
  readonly document: string;
  /** A whole line, its remark aside. */
  readonly command: string;
  readonly why: string;
  /** Lines of the workflow that runs it. */
  readonly workflow: readonly string[];
}

export const WORKFLOW = '.github/workflows/check.yml';

export const elsewhere: readonly Elsewhere[] = [
  {
    document: 'README.md',
    command: 'npm ci && npm run demo',
    why: 'installs and builds what this test is run from',
    workflow: ['- run: npm ci', '- run: node scripts/demo.js'],
  },
  {
    document: 'README.md',
    command: 'npm ci && npm test',
    why: 'is this test, among others',
    workflow: ['- run: npm ci', '- run: npm run check'],
  },
  {
    document: 'CONTRIBUTING.md',
    command: 'npm ci',
    why: 'installs what this test is run from',
    workflow: ['- run: npm ci'],
  },
  {
    document: 'CONTRIBUTING.md',
    command: 'npm run check',
    why: 'is this test, among others',
    workflow: ['- run: npm run check'],
  },
  {
    document: 'CONTRIBUTING.md',
    command: 'npm run demo',
    why: 'builds what this test is run from',
    workflow: ['- run: node scripts/demo.js'],
  },
];

/** The document without those lines, which stay as empty ones. */
export function withoutElsewhere(path: string, document: Document): Document {
  const commands = elsewhere.filter((one) => one.document === path).map(({ command }) => command);
  const steps = document.steps.flatMap((step): readonly Step[] => {
    if (step.does !== 'run') return [step];
    const lines = step.text.split('\n').map((line) => (commands.includes(withoutRemark(line)) ? '' : line));
    return lines.every((line) => line === '') ? [] : [{ ...step, text: lines.join('\n') }];
  });
  return { ...document, steps };
}

export function withoutRemark(line: string): string {
  return line.replace(/\s+#.*$/, '').trim();
}
