/**
 * How the page looks: one column, system fonts, one accent, both schemes from one palette. A change is a block and no
 * list item, since a browser numbers those anew for each that a filter hides: seconds for a thousand.
 */
import { DARK, LIGHT, type Palette } from './palette.ts';

function variables(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

export const STYLES = `
:root{color-scheme:light;${variables(LIGHT)};--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root:not([data-scheme=light]){color-scheme:dark;${variables(DARK)}}}
:root[data-scheme=dark]{color-scheme:dark;${variables(DARK)}}
*{box-sizing:border-box}
html{scroll-padding-top:4.5rem;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:0 1.25rem 3rem;max-width:74rem;background:var(--ground);color:var(--text);font:0.9375rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
[hidden]{display:none!important}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-100vw;padding:.5rem .75rem;background:var(--ground);z-index:3}
.skip:focus{left:1rem}
h1,h2,h3,h4,p,ul,dl,figure{margin:0}
h1{font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:1.0625rem;font-weight:650;margin:2.25rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:.9375rem;font-weight:650;margin:1.25rem 0 .4rem;overflow-wrap:anywhere}
h4{font-size:.9375rem;font-weight:400}
ul{padding:0;list-style:none}
code,kbd,.name,.where,del,ins,.same{font-family:var(--mono);font-size:.8125rem;overflow-wrap:anywhere}
code,.name,.where{overflow-wrap:anywhere}
kbd{border:1px solid var(--line);border-radius:3px;padding:0 .3em}
.muted,.where,.marks,.meta,figcaption,.same,.count{color:var(--muted)}
h3 .muted{font-weight:400}
button,input[type=search]{font:inherit;color:var(--text);background:var(--ground);border:1px solid var(--control);border-radius:4px;padding:.25rem .6rem}
button{cursor:pointer}
button:hover{background:var(--raised)}
header{position:relative;padding-top:1.75rem;display:grid;grid-template-columns:1fr auto;gap:.25rem 1rem;align-items:baseline}
header p,header h1{grid-column:1/-1;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
#scheme{grid-column:2}
.headline{font-size:1.0625rem;overflow-wrap:anywhere}
.refused{margin-top:1rem;padding:.75rem 1rem;background:var(--alarm);border-left:4px solid var(--delete)}
.refused h3{margin:0 0 .25rem;color:var(--delete)}
.refused .muted{color:var(--text)}
.findings li{display:grid;grid-template-columns:5rem minmax(0,1fr);gap:0 .5rem;padding:.35rem 0;overflow-wrap:anywhere}
.findings .muted{font-size:.8125rem}
.level{font-weight:600;overflow-wrap:normal}
.refused .level{display:none}
.refused .findings li{grid-template-columns:minmax(0,1fr)}
.error .level{color:var(--delete)}
.warning .level{color:var(--update)}
.note .level{color:var(--muted)}
.costs{display:flex;flex-wrap:wrap;gap:.5rem 2.25rem;margin-top:1rem}
.costs b{font-size:1.5rem;font-weight:600;line-height:1.2;display:block}
.costs .zero{color:var(--muted)}
.costs .some:last-child{color:var(--delete)}
.disturbances div,.besides div,.fields>div{display:grid;grid-template-columns:minmax(8rem,14rem) minmax(0,1fr);gap:.1rem 1rem;padding:.2rem 0}
dt{color:var(--muted);overflow-wrap:anywhere}
dd{margin:0;overflow-wrap:anywhere}
.disturbances .final dt,.disturbs.final{color:var(--delete)}
.besides{margin-top:.75rem}
.scroll{overflow:auto;max-height:min(80vh,44rem);border:1px solid var(--line);scrollbar-width:thin}
figure{position:relative;margin-bottom:1rem}
figcaption{font-size:.8125rem;margin-top:.35rem}
.graph{display:block}
.graph text{font-family:var(--mono);font-size:11.5px;fill:var(--text);white-space:pre}
.graph .does{font-weight:600}
.graph .whom,.graph .lane{fill:var(--muted)}
.graph .lane{font-family:inherit;font-size:12px}
.band{fill:none}
.band.even{fill:var(--raised)}
.edge{fill:none;stroke:var(--control);stroke-width:1.25}
.head{fill:var(--control)}
.node{text-decoration:none}
.shape,.key{fill:var(--ground);stroke:var(--control);stroke-width:1}
.disturbing .shape,.key.disturbing{stroke:var(--update);stroke-width:1.5}
.final .shape,.key.final{stroke:var(--delete);stroke-width:2}
.disturbing .disturbs{fill:var(--update)}
.final .disturbs{fill:var(--delete)}
.node:hover .shape{fill:var(--raised)}
.node:focus{outline:none}
.node:focus-visible .shape{stroke:var(--accent);stroke-width:3}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.5rem 0 1rem;font-size:.8125rem;color:var(--muted)}
.legend svg{vertical-align:-2px;margin-right:.4rem}
summary{cursor:pointer}
.fold>summary{color:var(--accent);padding:.25rem 0}
table{border-collapse:collapse;width:100%;min-width:48rem;font-size:.8125rem}
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem;border-bottom:1px solid var(--line)}
thead th{position:sticky;top:0;background:var(--raised);font-weight:600;white-space:nowrap}
tbody th{font-family:var(--mono);font-weight:600}
td{max-width:26rem;overflow-wrap:anywhere}
tr:last-child>*{border-bottom:0}
tr:target>*{background:var(--raised)}
#facets{margin-bottom:1.5rem}
#filters{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:center;padding:.5rem 0;background:var(--ground)}
#search{flex:1 1 12rem;max-width:32rem;min-width:0}
#keys{font-size:.8125rem}
#found{min-width:8rem}
fieldset{border:0;margin:.35rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;min-width:0}
legend{float:left;padding:0;width:5rem;color:var(--muted)}
label{display:inline-flex;align-items:center;gap:.35rem}
input[type=checkbox]{margin:0;accent-color:var(--accent);width:1rem;height:1rem}
.folds{margin-top:.5rem}
.change{display:block;border-top:1px solid var(--line)}
.long .change{content-visibility:auto;contain-intrinsic-size:auto 3rem}
.change:target{background:var(--raised)}
.change summary{display:grid;grid-template-columns:2.25rem minmax(0,1fr) auto;gap:0 .75rem;padding:.5rem .25rem;list-style:none}
.change summary::-webkit-details-marker{display:none}
.change summary:hover{background:var(--raised)}
.change summary:focus-visible{outline-offset:-2px}
.change h4{overflow-wrap:anywhere}
.change h4 b{font-weight:650}
.sign{font-family:var(--mono);font-weight:700;text-align:center;white-space:nowrap}
.sign.create{color:var(--create)}
.sign.update{color:var(--update)}
.sign.replace,.sign.delete{color:var(--delete)}
.sign.left,.sign.keep{color:var(--muted)}
.where{text-align:right;padding-top:.1rem}
.disturbs{grid-column:2/-1;color:var(--update);overflow-wrap:anywhere}
.body{padding:0 .25rem .9rem 3.25rem}
.body p{overflow-wrap:anywhere}
.meta{font-size:.8125rem;margin-bottom:.35rem}
.reason b{font-weight:600;color:var(--update)}
.fields{margin:.35rem 0}
.fields .note{display:block;color:var(--update);font-size:.8125rem}
.fields dt{font-size:.8125rem}
del,ins,.same{display:block;text-decoration:none;padding:.05rem .5rem .05rem 1.5rem;text-indent:-1rem}
del{background:var(--gone)}
ins{background:var(--come)}
del::before{content:"- ";color:var(--delete);font-weight:700}
ins::before{content:"+ ";color:var(--create);font-weight:700}
.same::before{content:"  ";white-space:pre}
.calls{font-size:.8125rem;margin-top:.35rem}
footer{margin-top:3rem;font-size:.8125rem;border-top:1px solid var(--line);padding-top:.5rem;overflow-wrap:anywhere}
@media (min-width:48rem) and (min-height:32rem){#filters{position:sticky;top:0;z-index:2}}
@media (max-width:40rem){body{padding:0 1rem 2rem}.change summary{grid-template-columns:1.75rem minmax(0,1fr);gap:0 .5rem}.where{grid-column:2;text-align:left}.body{padding-left:.25rem}.disturbances div,.besides div,.fields>div{grid-template-columns:minmax(0,1fr)}legend{float:none;width:100%}fieldset{display:block}label{margin-right:1rem}.costs{gap:.5rem 1.5rem}.findings li{grid-template-columns:1fr}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{:root,:root[data-scheme=dark]{color-scheme:light;${variables(LIGHT)}}body{max-width:none;padding:0;font-size:9pt}.skip,nav,#scheme,#filters,#facets{display:none!important}.long .change{content-visibility:visible}.change{break-inside:avoid}details::details-content{content-visibility:visible!important;block-size:auto!important}.scroll{max-height:none;overflow:visible;border:0}.graph{max-width:100%;height:auto}thead th{position:static}a{color:inherit}}
`;
