// Sets the theme before the first paint. A file of its own, because the page's policy allows no inline script.
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
