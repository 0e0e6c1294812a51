/** The colours of both schemes. Every text has a contrast of at least 4.5 to 1 on each ground that it stands on. */
export type Colour =
  | 'ground'
  | 'raised'
  | 'text'
  | 'muted'
  | 'line'
  | 'control'
  | 'accent'
  | 'create'
  | 'update'
  | 'delete'
  | 'come'
  | 'gone'
  | 'alarm';

export type Palette = Readonly<Record<Colour, string>>;

export const LIGHT: Palette = {
  ground: '#ffffff',
  raised: '#f5f6f8',
  text: '#1a1f26',
  muted: '#56606b',
  line: '#d5dae0',
  control: '#7b858f',
  accent: '#0a5aa8',
  create: '#176334',
  update: '#7a4a00',
  delete: '#a61b1b',
  come: '#e8f5ec',
  gone: '#fcecea',
  alarm: '#fdf1f0',
};

export const DARK: Palette = {
  ground: '#14171b',
  raised: '#1c2026',
  text: '#e3e7ec',
  muted: '#a0aab5',
  line: '#353c45',
  control: '#7d8894',
  accent: '#7fb8f5',
  create: '#74cf93',
  update: '#e2b24c',
  delete: '#ff958c',
  come: '#15301f',
  gone: '#3a1f1e',
  alarm: '#2d1a1a',
};
