// Holds plans of Muleteer against rules that are written in the shape that people use for Terraform's plans, with
// conftest, which knows nothing of us. Opt-in, since conftest is no npm package: `npm run rego`. It takes `conftest`
// from the PATH, or from CONFTEST; `go install github.com/open-policy-agent/conftest@v0.71.1` makes one. It ends with
// one line, and with exit code 1 where an answer was another one.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from './rego/sandbox.js';
import { steps } from './rego/steps.js';

const EXAMPLE = join(import.meta.dirname, '../examples/policies');
const conftest = process.env.CONFTEST ?? 'conftest';

const { stdout: version, error } = spawnSync(conftest, ['--version'], { encoding: 'utf8' });
if (error !== undefined) {
  console.log(`there is no ${conftest}: go install github.com/open-policy-agent/conftest@v0.71.1`);
  process.exit(1);
}
console.log(version.trim());

const folder = mkdtempSync(join(tmpdir(), 'muleteer-rego-'));
let right = 0;
let sandbox;
try {
  sandbox = await startSandbox();
  for (const step of steps) if (await isRight(step)) right += 1;
} finally {
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`plans checked: ${steps.length}, answers right: ${right}`);
process.exitCode = right === steps.length ? 0 : 1;

/** The example, applied; then with the files of the step, planned and checked. */
async function isRight({ name, files, deny, warn }) {
  const work = join(folder, name.replaceAll(' ', '-'));
  cpSync(EXAMPLE, work, { recursive: true });
  await sandbox.reset();
  if (name !== 'everything is new')
    await sandbox.muleteer(['apply', '--yes', '--record', 'file:record'], work);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(work, path), text);
  const plan = await sandbox.muleteer(['plan', '-q', '-o', 'json', '--record', 'file:record'], work);
  writeFileSync(join(work, 'plan.json'), plan);
  const found = check(join(work, 'plan.json'));
  const passed = JSON.stringify(found) === JSON.stringify({ deny, warn });
  console.log(
    `${passed ? 'ok  ' : 'FAIL'} ${name}: ${[...found.deny, ...found.warn].join('; ') || 'nothing'}`,
  );
  return passed;
}

function check(plan) {
  const { stdout, stderr } = spawnSync(
    conftest,
    ['test', '--no-fail', '--output', 'json', '--policy', join(EXAMPLE, 'rego'), plan],
    { encoding: 'utf8' },
  );
  if (!stdout.startsWith('[')) throw new Error(`conftest said: ${stdout}${stderr}`);
  const [{ failures = [], warnings = [] }] = JSON.parse(stdout);
  const messages = (findings) => findings.map(({ msg }) => msg).sort();
  return { deny: messages(failures), warn: messages(warnings) };
}
