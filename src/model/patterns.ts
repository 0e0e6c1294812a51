/** Whether a text fits a pattern in which `*` stands for any text. */
export function fitsPattern(pattern: string, text: string): boolean {
  return textPattern(pattern).test(text);
}

/** The same, for a pattern that is held against many texts. */
export function textPattern(pattern: string): RegExp {
  return new RegExp(`^${withStars(pattern, '.*')}$`, 's');
}

/** A pattern of paths with forward slashes: `*` stands for a part of a name, `**` for any folders, or all below. */
export function pathPattern(pattern: string): RegExp {
  const steps = pattern.split('/');
  const parts = steps.map((step, index) => {
    const isLast = index === steps.length - 1;
    if (step === '**') return isLast ? '[^]+' : '(?:[^/]+/)*';
    return `${withStars(step, '[^/]*')}${isLast ? '' : '/'}`;
  });
  return new RegExp(`^${parts.join('')}$`);
}

function withStars(pattern: string, any: string): string {
  return pattern
    .split(/\*+/)
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join(any);
}
