import { fullEstate } from '../../full-estate.ts';

export const stage = fullEstate();
