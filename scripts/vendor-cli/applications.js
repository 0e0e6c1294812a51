import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectEqual, expectJson, expectOk, JSON_OUTPUT, MANAGER, named } from './expect.js';

/** @param folder where artifacts are written and downloaded */
export function applications(folder) {
  const first = artifact(folder, 'orders-1.0.0.jar', 'the first bytes');
  const second = artifact(folder, 'orders-1.1.0.jar', 'the second bytes');
  const application = [MANAGER, 'standalone-application'];
  const runs = async (result, sandbox, expected) => {
    expectOk(result);
    const {
      goal,
      artifact: bytes,
      serverArtifacts,
    } = named((await sandbox.world()).applications, 'orders-api');
    const reported = serverArtifacts.filter((row) => row.superseded !== true).map((row) => row.reported);
    expectEqual({ goal, fileName: bytes.fileName, reported }, expected);
  };
  const started = (fileName) => ({ goal: 'STARTED', fileName, reported: ['STARTED', 'STARTED'] });
  return [
    {
      args: [...application, 'deploy', 'orders', 'orders-api', first],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.0.0.jar')),
    },
    {
      args: [...application, 'list', ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).length, 1),
    },
    {
      args: [...application, 'describe', 'orders-api', ...JSON_OUTPUT],
      check: (result) => expectEqual(expectJson(result).lastReportedStatus, 'STARTED'),
    },
    {
      args: [...application, 'stop', 'orders-api'],
      check: (result, sandbox) =>
        runs(result, sandbox, {
          goal: 'STOPPED',
          fileName: 'orders-1.0.0.jar',
          reported: ['STOPPED', 'STOPPED'],
        }),
    },
    {
      args: [...application, 'start', 'orders-api'],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.0.0.jar')),
    },
    {
      args: [...application, 'restart', 'orders-api'],
      check: async (result, sandbox) => {
        await runs(result, sandbox, started('orders-1.0.0.jar'));
        const restarts = (await sandbox.control('GET', 'effects')).filter(
          (one) => one.class === 'app-restart',
        );
        expectEqual(restarts.length, 1, 'it was restarted once');
      },
    },
    {
      args: [...application, 'modify', 'orders-api', second],
      check: (result, sandbox) => runs(result, sandbox, started('orders-1.1.0.jar')),
    },
    {
      args: [...application, 'artifact', 'orders-api', join(folder, 'downloads')],
      check: async (result, sandbox) => {
        expectOk(result);
        const { id } = named((await sandbox.world()).applications, 'orders-api');
        const bytes = readFileSync(join(folder, 'downloads', `app_${id}_artifact.zip`), 'utf8');
        expectEqual(bytes, 'the second bytes');
      },
    },
    {
      args: [...application, 'delete', 'orders-api'],
      check: async (result, sandbox) => {
        expectOk(result);
        expectEqual((await sandbox.world()).applications, []);
      },
    },
  ];
}

function artifact(folder, name, bytes) {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}
