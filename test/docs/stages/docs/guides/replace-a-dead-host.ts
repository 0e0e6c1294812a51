import { fullEstate } from '../../full-estate.ts';
import { registerServer } from '../../register-server.ts';

export const stage = fullEstate({
  meanwhile: {
    'mule-5-dies': async (bench) => {
      await bench.control('POST', 'servers/mule-5', { status: 'DISCONNECTED' });
    },
    'mule-3-dies': async (bench) => {
      await bench.control('POST', 'servers/mule-3', { status: 'DISCONNECTED' });
    },
    'mule-7-registers': (bench) => registerServer(bench, 'mule-7'),
  },
});
