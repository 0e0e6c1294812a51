import { fullEstate, meanwhile } from '../../full-estate.ts';
import { registerServer } from '../../register-server.ts';

const muleVersion = '4.4.0-20240115';
const UPGRADED = { status: 'RUNNING', muleVersion };

export const stage = fullEstate({
  meanwhile: {
    'mule-5-is-patched': meanwhile('POST', 'servers/mule-5', UPGRADED),
    'mule-4-is-patched': meanwhile('POST', 'servers/mule-4', UPGRADED),
    'mule-7-registers': registerServer('mule-7', muleVersion),
  },
});
