// What a browser's page translation does to a page: each text node is taken out and <font><font>text</font></font> put in
// its place, also for nodes that come later. Here the text stays what it is, so that a page can be compared with what it
// ought to say. It goes over nodes marked translate="no" as well: not every translator heeds that.

export function translate() {
  const done = new WeakSet()
  function replace(text) {
    if (done.has(text) || text.data.trim() === '' || !text.parentElement) return
    if (text.parentElement.closest('script, style, title, textarea')) return
    const inner = document.createElement('font')
    const outer = document.createElement('font')
    const copy = document.createTextNode(text.data)
    done.add(copy)
    inner.append(copy)
    outer.append(inner)
    text.replaceWith(outer)
  }
  function go(root) {
    if (root.nodeType === Node.TEXT_NODE) return replace(root)
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found = []
    while (walker.nextNode()) found.push(walker.currentNode)
    found.forEach(replace)
  }
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'characterData') replace(target)
      addedNodes.forEach(go)
    }
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
  go(document.body)
}

// From the start of every page of a context, as where somebody has said "always translate".
export const translateAlways = (context) =>
  context.addInitScript(`addEventListener('DOMContentLoaded', ${translate})`)
