import type { Bench } from '../../../../support/bench.ts';
import { fullEstate } from '../../full-estate.ts';
import { registerServer } from '../../register-server.ts';

const PATCHED = '4.4.0-20240115';

async function patch(bench: Bench, name: string): Promise<void> {
  await bench.control('POST', `servers/${name}`, { status: 'RUNNING', muleVersion: PATCHED });
}

export const stage = fullEstate({
  meanwhile: {
    'mule-5-is-patched': (bench) => patch(bench, 'mule-5'),
    'mule-4-is-patched': (bench) => patch(bench, 'mule-4'),
    'mule-7-registers': (bench) => registerServer(bench, 'mule-7', PATCHED),
  },
});
