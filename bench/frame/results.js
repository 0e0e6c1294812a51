// `bench/results.md`: a section for each measure, and each with its date, so that one of them can be measured anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../results.md');

const HEAD = `# Results

Written by \`npm run bench\`; [README.md](README.md) says what each measure is. A time is that of the clock, and in
brackets that of the processors. A ratio is to the floor, by the clock and in brackets by the processors. Where the
load is above the number of cores, others worked beside it, and times are rough.
`;

/** Puts a section in the place of the one with the same title, or after all others. */
export function writeSection(title, lines) {
  const section = `## ${title}\n\n${[...lines, about()].join('\n')}\n`;
  const before = existsSync(FILE) ? readFileSync(FILE, 'utf8').split(/^(?=## )/m) : [];
  const sections = before.slice(1).map((one) => `${one.trimEnd()}\n`);
  const at = sections.findIndex((one) => one.startsWith(`## ${title}\n`));
  if (at === -1) sections.push(section);
  else sections[at] = section;
  writeFileSync(FILE, [HEAD, ...sections].join('\n'));
  return section;
}

function about() {
  const [{ model }] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  const load = loadavg()[0].toFixed(1);
  return `\n${date}, Node ${process.versions.node}, ${availableParallelism()} cores of ${model.trim()}, ${memory} GB, load ${load}.`;
}

/** @param rows `{ what, ours, floor, aim }`, the sides as `alternate` gives them; a `note` in the place of an aim */
export function comparison(rows) {
  return table(
    ['', 'Muleteer', 'Floor', 'Ratio', 'Aim', 'Memory'],
    rows.map(({ what, ours, floor, aim }) => [
      what,
      timeOf(ours),
      timeOf(floor),
      `**${(ours.wall / floor.wall).toFixed(2)}**${inBrackets(ours.cpu, floor.cpu)}`,
      aim === undefined ? '' : `≤ ${aim}`,
      ours.rss === undefined ? '' : `${megabytes(ours.rss)} (${megabytes(floor.rss)})`,
    ]),
  );
}

function inBrackets(ours, floor) {
  return ours === undefined || floor === undefined ? '' : ` (${(ours / floor).toFixed(2)})`;
}

function timeOf({ wall, cpu }) {
  return cpu === undefined ? milliseconds(wall) : `${milliseconds(wall)} (${milliseconds(cpu)})`;
}

export function milliseconds(number) {
  return number < 100 ? `${number.toFixed(1)} ms` : `${Math.round(number).toLocaleString('en')} ms`;
}

export function megabytes(bytes) {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}
