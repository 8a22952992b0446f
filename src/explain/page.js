'use strict';
// Rows and source lines that belong together have the same data-line inside of one section; what the
// pointer, a tap or the keyboard is on is marked with its partners.
for (const section of document.querySelectorAll('section')) {
  const all = [...section.querySelectorAll('[data-line]')];
  let pinned = null;
  const mark = (line, from) => {
    for (const e of all) e.classList.toggle('on', line !== null && e.dataset.line === line);
    if (line === null || !from) return;
    const other = all.find(e => e.dataset.line === line && e.parentNode !== from.parentNode);
    if (other) other.scrollIntoView({ block: 'nearest' });
  };
  for (const e of all) {
    e.addEventListener('mouseenter', () => { if (pinned === null) mark(e.dataset.line, null); });
    e.addEventListener('mouseleave', () => { if (pinned === null) mark(null, null); });
    const pin = () => {
      pinned = pinned === e.dataset.line ? null : e.dataset.line;
      mark(pinned, e);
    };
    e.addEventListener('click', pin);
    e.addEventListener('focus', () => { if (pinned === null) mark(e.dataset.line, e); });
    e.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pin(); }
      if (event.key === 'Escape') { pinned = null; mark(null, null); }
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const siblings = all.filter(x => x.parentNode === e.parentNode);
      const next = siblings[siblings.indexOf(e) + step];
      if (next) { next.focus(); pinned = null; mark(next.dataset.line, next); }
    });
  }
  const buttons = [...section.querySelectorAll('button.map')];
  for (const b of buttons) {
    b.addEventListener('click', () => {
      const on = b.getAttribute('aria-pressed') !== 'true';
      for (const x of buttons) x.setAttribute('aria-pressed', String(on && x === b));
      for (const tr of section.querySelectorAll('tr[data-live]'))
        tr.classList.toggle('live', on && tr.dataset.live.includes(` ${b.dataset.map} `));
    });
  }
}
