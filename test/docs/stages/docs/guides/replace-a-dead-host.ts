import { fullEstate, meanwhile } from '../../full-estate.ts';
import { registerServer } from '../../register-server.ts';

const AWAY = { status: 'DISCONNECTED' };

export const stage = fullEstate({
  meanwhile: {
    'mule-5-dies': meanwhile('POST', 'servers/mule-5', AWAY),
    'mule-3-dies': meanwhile('POST', 'servers/mule-3', AWAY),
    'mule-7-registers': registerServer('mule-7'),
  },
});
