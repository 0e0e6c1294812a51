import { fullEstate, meanwhile } from '../../full-estate.ts';

export const stage = fullEstate({
  meanwhile: { 'the-console-only-grants': meanwhile('PATCH', 'switches', { mmcUpdate: 'additive' }) },
});
