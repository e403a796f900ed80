export const veilClass = 'fixed inset-0 z-40 animate-appear bg-veil'

/** What floats has a border, a shadow and the panel's ground; nothing else does. */
export const floatClass =
  'z-50 rounded-lg border border-line bg-panel text-ink shadow-float outline-none animate-appear'

export const menuClass = `${floatClass} min-w-44 max-w-[min(360px,calc(100vw-16px))] rounded-md p-1`

export const menuItemClass =
  'flex min-h-[30px] w-full cursor-default items-center gap-2 rounded-sm px-2 py-1 text-left outline-none select-none pointer-coarse:min-h-11 ' +
  'data-[highlighted]:bg-sunk data-[selected=true]:bg-sunk aria-disabled:text-ink-3 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3 ' +
  'forced-colors:data-[highlighted]:outline-2 forced-colors:data-[selected=true]:outline-2'
