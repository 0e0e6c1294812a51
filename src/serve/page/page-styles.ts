/** How the status page looks: as the page of a plan does, with a list of targets beside it and a tree of resources. */
import { STYLES } from '../../render/html/styles.ts';

export const PAGE_STYLES = `${STYLES}
body{max-width:88rem}
header{padding-top:1.25rem}
header .refused{margin-top:.75rem}
#revision{grid-column:1/-1}
#bar{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
#live{font-size:.8125rem;color:var(--muted)}
#live::before{content:"";display:inline-block;width:.55rem;height:.55rem;border-radius:50%;margin-right:.4rem;background:var(--control)}
#live[data-is=live]::before{background:var(--create)}
#live[data-is=lost]{color:var(--delete)}
#live[data-is=lost]::before{background:var(--delete);border-radius:0}
#all{display:grid;grid-template-columns:minmax(15rem,19rem) minmax(0,1fr);gap:0 2.25rem;align-items:start;margin-top:1rem}
#targets{display:block;position:sticky;top:0;max-height:100vh;overflow:auto;padding:.25rem .25rem 1rem;scrollbar-width:thin}
#targets>p{margin-bottom:.5rem}
#targets input{width:9rem}
#targets a{display:block;padding:.5rem .75rem;border-left:3px solid transparent;border-top:1px solid var(--line);color:var(--text);text-decoration:none;overflow-wrap:anywhere}
#targets a:hover{background:var(--raised)}
#targets a[aria-current]{border-left-color:var(--accent);background:var(--raised)}
#targets b{display:block;font-weight:650}
#targets .muted{font-size:.8125rem}
.states{display:flex;flex-wrap:wrap;gap:0 .9rem;font-size:.8125rem}
.state{white-space:nowrap}
td .state{white-space:normal}
.state .sign{display:inline-block;min-width:1em}
.fine{color:var(--text)}
.fine .sign,.sign.fine{color:var(--create)}
.note,.sign.note{color:var(--update)}
.alarm,.sign.alarm{color:var(--delete)}
.dim,.sign.dim{color:var(--muted)}
#all>#main:first-child{grid-column:1/-1}
#nothing p{max-width:44rem;margin-top:.5rem}
header .subject{color:var(--text)}
main h1{margin-bottom:.25rem}
main h1 .muted{font-size:.9375rem;font-weight:400;letter-spacing:0}
main .headline{display:flex;flex-wrap:wrap;gap:0 1.25rem;font-weight:600}
.facts{margin-top:.6rem}
.facts>div{display:grid;grid-template-columns:6rem minmax(0,1fr);gap:0 1rem}
.refused h2{margin:0 0 .25rem;padding:0;border:0;font-size:.9375rem;color:var(--delete)}
time{white-space:nowrap}
.waits li{display:grid;grid-template-columns:minmax(8rem,12rem) minmax(0,1fr);gap:0 1rem;padding:.5rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
.waits li:first-child{border-top:0;padding-top:0}
.waits .until{color:var(--update);font-weight:600}
.waits .until .muted{display:block;font-weight:400}
.waits .muted,.waits .disturbs{font-size:.8125rem}
.waits .disturbs{color:var(--update)}
table{min-width:40rem}
tbody th{font-family:inherit;font-weight:400;white-space:nowrap}
.tree{display:grid;grid-template-columns:minmax(7rem,max-content) minmax(0,1fr);gap:0 1.5rem}
.root{position:relative;align-self:start;display:grid;border:1px solid var(--control);border-left:3px solid var(--accent);padding:.4rem .7rem;overflow-wrap:anywhere;max-width:12rem}
.root .muted{font-size:.8125rem}
.root::after{content:"";position:absolute;left:100%;top:1.1rem;width:1.5rem;border-top:1px solid var(--control)}
.branches{position:relative;display:grid;gap:.75rem;border-left:1px solid var(--control);padding-left:1.25rem}
.branches::before{content:"";position:absolute;left:-2px;top:0;width:3px;height:1.1rem;background:var(--ground)}
.branch{position:relative;display:grid;grid-template-columns:minmax(11rem,14rem) minmax(0,1fr);gap:.5rem 1.75rem;align-items:start}
.branch::before{content:"";position:absolute;left:-1.25rem;top:1.1rem;width:1.25rem;border-top:1px solid var(--control)}
.branches>.branch:last-child::after{content:"";position:absolute;left:calc(-1.25rem - 2px);top:calc(1.1rem + 1px);bottom:-.1rem;width:3px;background:var(--ground)}
.place{position:relative}
.place::after{content:"";position:absolute;left:100%;top:1.1rem;width:1.75rem;border-top:1px solid var(--line)}
.leaves{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.4rem}
.node{border:1px solid var(--line);padding:.3rem .55rem;overflow-wrap:anywhere;background:var(--ground);height:100%}
.place>.node{height:auto;border-color:var(--control)}
.leaves>.told{grid-column:1/-1}
.node a{color:var(--text)}
.node p{display:flex;gap:.4rem}
.node p.how,.node p.why{display:block;font-size:.8125rem;padding-left:1.35rem}
.node b{font-weight:600;color:var(--text)}
.node .sign{min-width:1em}
.node.fine .how{color:var(--muted)}
.node.note{border-left:3px solid var(--update)}
.node.alarm{border:1px solid var(--delete);border-left:3px solid var(--delete);background:var(--alarm)}
.node.dim{border-style:dashed}
.members{display:flex;flex-wrap:wrap;gap:0 .6rem;margin:.2rem 0 0 .6rem;font-size:.8125rem;color:var(--muted)}
.members .state{white-space:normal}
.leaf-title{padding:.3rem 0}
.nothing{font-size:.8125rem;padding:.4rem 0}
.rest{grid-column:1/-1}
.rest summary{color:var(--accent);font-size:.8125rem;margin-bottom:.3rem}
@media (max-width:64rem){.tree{grid-template-columns:minmax(0,1fr);gap:0}.root::after{left:.75rem;top:100%;width:0;height:.75rem;border-top:0;border-left:1px solid var(--control)}.branches{margin-left:.75rem;padding-top:.75rem}.branches::before{display:none}}
@media (max-width:52rem){#all{grid-template-columns:minmax(0,1fr);gap:1.25rem}#targets{position:static;max-height:none;padding:0}#targets ul{max-height:15rem;overflow:auto;border-bottom:1px solid var(--line)}#targets a{display:grid;grid-template-columns:minmax(7rem,auto) minmax(0,1fr);gap:0 .75rem;align-items:baseline}#targets a .muted{display:none}#targets .states{justify-content:flex-end}.branch{grid-template-columns:minmax(0,1fr)}.place::after{display:none}.leaves{margin-left:1rem;padding-left:.75rem;border-left:1px solid var(--line)}.rest .leaves{margin-left:0;padding-left:0;border:0}}
@media (max-width:40rem){.waits li,.facts>div{grid-template-columns:minmax(0,1fr)}.facts dd{margin-bottom:.35rem}}
@media print{#targets,#live{display:none}#all{display:block}}
`;
