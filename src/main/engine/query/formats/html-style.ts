/** The style of an HTML export: follows the reader's choice of dark or light, prints black on white. */
export const htmlStyle = `:root{color-scheme:light dark;--bg:#fff;--fg:#1c2127;--muted:#66707b;--line:#e3e6ea;--in:#0b6e4f;--out:#1b57b5;--err:#b3261e;--warn:#8a5a00}
@media(prefers-color-scheme:dark){:root{--bg:#15181c;--fg:#dfe3e8;--muted:#8d97a3;--line:#2a2f36;--in:#5cc9a2;--out:#82aef7;--err:#f2867d;--warn:#e0b25a}}
@media print{:root{--bg:#fff;--fg:#000;--muted:#444;--line:#ccc;--in:#000;--out:#000;--err:#000;--warn:#000}}
body{margin:0;padding:1.5rem;background:var(--bg);color:var(--fg);font:14px/1.45 system-ui,sans-serif}
h1{margin:0 0 .25rem;font-size:1.35rem}
p{margin:.15rem 0;color:var(--muted)}
table{width:100%;margin-top:1rem;border-collapse:collapse}
th{position:sticky;top:0;background:var(--bg);color:var(--muted);font-weight:500;text-align:left}
th,td{padding:.2rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td{font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:nowrap}
td.data{width:100%;white-space:pre-wrap;overflow-wrap:anywhere}
td.number{text-align:right}
tr.in td.way{color:var(--in)}
tr.out td.way{color:var(--out)}
tr.event td{color:var(--muted)}
tr.warning td.data{color:var(--warn)}
tr.error td.data{color:var(--err)}
p.note{color:var(--warn)}
summary{color:var(--muted);cursor:pointer}
pre{margin:.2rem 0;font:inherit;white-space:pre;overflow-x:auto}
bdi{unicode-bidi:isolate}
`
