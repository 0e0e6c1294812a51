// Two panels, one above the other, over the same logarithmic axis: what grows as its input does is a line of slope one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WIDTH = 720;
const PANEL = { left: 88, right: 150, top: 40, height: 220, gap: 64 };
const SIDES = [
  { name: 'Muleteer', key: 'ours' },
  { name: 'floor', key: 'floor' },
];

const STYLE = `
  svg { color-scheme: light dark; --ink: #1c2024; --dim: #687076; --grid: #d7dbdf; --ours: #0b5cad; --floor: #8a5a00; }
  @media (prefers-color-scheme: dark) { svg { --ink: #ecedee; --dim: #9ba1a6; --grid: #3a3f42; --ours: #70b8ff; --floor: #ffca16; } }
  text { font: 13px system-ui, sans-serif; fill: var(--ink); }
  .dim { fill: var(--dim); } .grid { stroke: var(--grid); }
  .ours { stroke: var(--ours); fill: var(--ours); } .floor { stroke: var(--floor); fill: var(--floor); }
  .ours polyline, .floor polyline { fill: none; stroke-width: 2; } .floor polyline { stroke-dasharray: 6 4; }
  .name { stroke: none; font-weight: 600; }`;

/**
 * @param file below `bench/`
 * @param points `{ size, ours, floor }`, the sides as `alternate` gives them, by size
 * @param panels `{ title, unit, of }`: `of` takes its number out of a side
 */
export function writePlot(file, { title, axis, points, panels }) {
  const height = PANEL.top + panels.length * (PANEL.height + PANEL.gap);
  const parts = panels.map((panel, index) =>
    panelOf(panel, points, PANEL.top + index * (PANEL.height + PANEL.gap)),
  );
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">`,
    `<style>${STYLE}\n</style>`,
    ...parts,
    `<text class="dim" x="${middle()}" y="${height - 8}" text-anchor="middle">${axis}</text>`,
    '</svg>\n',
  ].join('\n');
  writeFileSync(join(import.meta.dirname, '..', file), svg);
}

function middle() {
  return (PANEL.left + WIDTH - PANEL.right) / 2;
}

function panelOf({ title, unit, of }, points, top) {
  const x = scale(
    points.map(({ size }) => size),
    PANEL.left,
    WIDTH - PANEL.right,
  );
  const values = points.flatMap((point) => SIDES.map(({ key }) => of(point[key])));
  const y = scale(values, top + PANEL.height, top);
  const ticks = powers(values).map((value) => {
    const at = y(value).toFixed(1);
    const line = `<line class="grid" x1="${PANEL.left}" x2="${WIDTH - PANEL.right}" y1="${at}" y2="${at}"/>`;
    const words = `<text class="dim" x="${PANEL.left - 8}" y="${at}" dy="4" text-anchor="end">${label(value)} ${unit}</text>`;
    return `${line}${words}`;
  });
  const sizes = points.map(({ size }) => {
    const at = x(size).toFixed(1);
    return `<text class="dim" x="${at}" y="${top + PANEL.height + 20}" text-anchor="middle">${label(size)}</text>`;
  });
  const lines = SIDES.map(({ name, key }) => lineOf(points, { name, key, x, y, of }));
  return [`<text x="${PANEL.left}" y="${top - 14}">${title}</text>`, ...ticks, ...sizes, ...lines].join('\n');
}

function lineOf(points, { name, key, x, y, of }) {
  const at = points.map((point) => [x(point.size).toFixed(1), y(of(point[key])).toFixed(1)]);
  const [lastX, lastY] = at.at(-1);
  const dots = at.map(([left, high]) => `<circle cx="${left}" cy="${high}" r="3"/>`).join('');
  const words = `<text class="name ${key}" x="${Number(lastX) + 10}" y="${lastY}" dy="4">${name}</text>`;
  return `<g class="${key}"><polyline points="${at.map((one) => one.join()).join(' ')}"/>${dots}</g>${words}`;
}

/** Logarithmic, with a little room at both ends. */
function scale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values) / 1.15), Math.log(Math.max(...values) * 1.15)];
  return (value) => from + ((Math.log(value) - low) / (high - low)) * (to - from);
}

/** 1, 2 and 5 times a power of ten, within the values. */
function powers(values) {
  const [low, high] = [Math.min(...values) / 1.15, Math.max(...values) * 1.15];
  const found = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    found.push(...[1, 2, 5].map((times) => times * power).filter((value) => value >= low && value <= high));
  }
  return found;
}

function label(number) {
  return number.toLocaleString('en', { maximumFractionDigits: 1 });
}
