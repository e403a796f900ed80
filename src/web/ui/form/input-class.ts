/** The look that every box to type or choose in shares. 16 px under a finger, or iOS zooms the page. */
export const inputClass =
  'min-w-0 w-full rounded-sm border border-edge bg-panel text-ink transition-colors pointer-coarse:text-lead ' +
  'hover:border-ink-3 aria-invalid:border-deny disabled:bg-sunk disabled:text-ink-3'

export const inputHeight = 'h-[34px] px-2.5 pointer-coarse:h-11'
