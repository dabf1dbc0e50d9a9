"""What is asked of a page, in its own language."""

from __future__ import annotations

# How far the page is: [complete?, elements, characters, seconds until it sends its readers on or -1].
PROGRESS = """() => {
  const body = document.body || document.documentElement;
  let refresh = -1;
  const meta = document.querySelector('meta[http-equiv="refresh" i]');
  if (meta && /url\\s*=/i.test(meta.content)) refresh = parseFloat(meta.content) || 0;
  let silent = 0, shadows = 0;
  for (const e of document.querySelectorAll('body script, body style, body noscript')) silent += e.textContent.length;
  for (const e of document.querySelectorAll('*')) if (e.shadowRoot) shadows += e.shadowRoot.textContent.length;
  return [document.readyState === 'complete', document.getElementsByTagName('*').length,
          (body.textContent || '').length - silent + shadows, refresh];
}"""

# Characters of the page as markup, so that one that is too large is never handed over.
SIZE = "() => document.documentElement ? document.documentElement.outerHTML.length : 0"

# The page with its open shadow trees in their places, as a reader sees it; null where there are none.
# The copy is made in a document of its own, where no element comes to life again.
FLATTENED = """(limit) => {
  let any = false;
  for (const e of document.querySelectorAll('*')) if (e.shadowRoot) { any = true; break; }
  if (!any) return null;
  const inert = document.implementation.createHTMLDocument('');
  let left = limit;
  const children = (from, into) => { for (const child of from) copy(child, into); };
  const copy = (node, into) => {
    if (--left < 0) throw new RangeError('too many nodes');
    if (node.nodeType === Node.TEXT_NODE) { into.appendChild(inert.createTextNode(node.data)); return; }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.localName === 'slot' && node.getRootNode() instanceof ShadowRoot) {
      const given = node.assignedNodes();
      children(given.length ? given : node.childNodes, into);
      return;
    }
    const twin = inert.importNode(node, false);
    into.appendChild(twin);
    children(node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes, twin);
  };
  const holder = inert.createElement('div');
  copy(document.documentElement, holder);
  return '<!DOCTYPE html>' + holder.innerHTML;
}"""
FLATTENED_NODES = 2_000_000

HEIGHT = "() => Math.ceil(document.documentElement.getBoundingClientRect().height)"

# A frame's content, where a reader sees it and it says something: [markup, characters].
FRAME = """() => document.body ? [document.body.innerHTML, document.body.innerText.length] : ['', 0]"""

# To the end of the page and of every part that scrolls by itself; whether there was any way to go.
SCROLL = """() => {
  let moved = false;
  const down = e => { const at = e.scrollTop; e.scrollTop = e.scrollHeight; if (e.scrollTop > at + 1) moved = true; };
  if (document.scrollingElement) down(document.scrollingElement);
  for (const e of document.querySelectorAll('div, section, main, article, ul, ol'))
    if (e.clientHeight > 100 && e.scrollHeight > e.clientHeight + 50
        && /auto|scroll/.test(getComputedStyle(e).overflowY)) down(e);
  return moved;
}"""
