/** The look that every box to type or choose in shares. */
export const inputClass =
  'min-w-0 w-full rounded-sm border border-edge bg-panel text-ink transition-colors ' +
  'hover:border-ink-3 aria-invalid:border-deny disabled:bg-sunk disabled:text-ink-3'

export const inputHeight = 'h-[34px] px-2.5 pointer-coarse:h-11'

/** For what is typed into: 16 px under a finger, or iOS zooms the page. */
export const typedClass = 'read-only:bg-sunk pointer-coarse:text-lead'
