import clsx from 'clsx'

type ButtonVariant = 'primary' | 'default' | 'quiet' | 'danger' | 'danger-solid'
type ButtonSize = 'small' | 'medium' | 'large'

export interface ButtonLook {
  variant?: ButtonVariant | undefined
  size?: ButtonSize | undefined
}

const variants: Readonly<Record<ButtonVariant, string>> = {
  primary: 'border-transparent bg-accent text-accent-ink not-aria-disabled:hover:bg-accent/90',
  default: 'border-line-strong bg-panel text-ink not-aria-disabled:hover:bg-sunk',
  quiet: 'border-transparent bg-transparent text-ink-2 not-aria-disabled:hover:bg-tone-soft hover:text-ink',
  danger: 'border-line-strong bg-panel text-deny not-aria-disabled:hover:border-deny hover:bg-deny/8',
  // Only where a dialog has just named what will be lost.
  'danger-solid': 'border-transparent bg-deny text-panel not-aria-disabled:hover:bg-deny/90',
}

// Large is for the one decision of a page, so it is 44 px high where the pointer is a finger (ux.md, 4.1).
const sizes: Readonly<Record<ButtonSize, string>> = {
  small: 'h-6 gap-1.5 rounded-sm px-2.5 text-sm pointer-coarse:h-9',
  medium: 'h-control gap-[7px] rounded-sm px-3 pointer-coarse:h-10',
  large: 'h-10 gap-2 rounded-md px-[18px] text-lg font-semibold pointer-coarse:h-11',
}

/** The look of a button, for what is no `<button>`: a router's link, a label. */
export function buttonClass({ variant = 'default', size = 'medium' }: ButtonLook = {}): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center border font-medium whitespace-nowrap no-underline select-none',
    'transition-colors [&_svg]:size-[1.1em] [&_svg]:shrink-0',
    'disabled:opacity-60 aria-disabled:not-aria-busy:opacity-60',
    variants[variant],
    sizes[size],
  )
}
