import clsx from 'clsx'

/** An arch with the gate half raised. */
export function LogoMark({ className }: { className?: string | undefined }) {
  return (
    <svg
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      aria-hidden
      className={clsx('size-[22px] shrink-0 text-accent', className)}
    >
      <path d="M3 19V9a8 8 0 0 1 16 0v10" />
      <path d="M7.5 12v7M14.5 12v7M11 8.5V14" />
      <path d="M5.5 12h11" />
    </svg>
  )
}

export function Logo({ className }: { className?: string | undefined }) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-[9px] text-lg font-semibold tracking-[-0.01em]',
        className,
      )}
    >
      <LogoMark />
      Sallyport
    </span>
  )
}
