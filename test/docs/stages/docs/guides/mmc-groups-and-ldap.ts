import { fullEstate } from '../../full-estate.ts';

export const stage = fullEstate({
  meanwhile: {
    'the-console-only-grants': async (bench) => {
      await bench.control('PATCH', 'switches', { mmcUpdate: 'additive' });
    },
  },
});
