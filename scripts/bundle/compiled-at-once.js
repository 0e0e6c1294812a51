// The function that a module of CommonJS is wrapped in, and the same as V8 knows it for one that is called soon.
const WRAPPERS = [
  ['(((exports,module)=>{', '((function(exports,module){'],
  ['((exports=>{', '((function(exports){'],
];

/**
 * V8 reads a function twice, first for where it ends, and then when it is called; only of one in brackets that is no
 * arrow does it believe that this is soon. What packages are wrapped in is called as soon as it is there.
 */
export const compiledAtOnce = {
  name: 'compiled-at-once',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle))
      for (const [lazy, eager] of WRAPPERS) chunk.code = chunk.code.replaceAll(lazy, eager);
  },
};
