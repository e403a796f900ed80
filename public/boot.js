// What must be so before the first module and the first paint. A file of its own, because the page's policy allows no
// inline script.

// Without it zod tries `new Function` as soon as a schema is made, which the page's policy forbids and reports. It reads
// this when it loads, and the order in which a bundle's chunks load is not ours to choose.
globalThis.__zod_globalConfig = { jitless: true }

// `src/web/ui/theme.ts` changes the choice later and keeps to the same key and attribute.
;(() => {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const paint = () => {
    let choice = null
    try {
      choice = localStorage.getItem('sallyport.theme')
    } catch {
      // Storage may be forbidden; the system's theme is then the answer.
    }
    const theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light'
    document.documentElement.dataset.theme = theme
  }
  dark.addEventListener('change', paint)
  // Another tab chose.
  window.addEventListener('storage', paint)
  paint()
})()
