import clsx from 'clsx'
import type { ReactNode } from 'react'
import type { Tone } from '../tone.ts'

export interface BadgeProps {
  children: ReactNode
  tone?: Tone | undefined
  icon?: ReactNode
  size?: 'medium' | 'large' | undefined
  className?: string | undefined
}

/** A pill of a few words. Colour never speaks alone: the words, and mostly an icon, say the same. */
export function Badge({ children, tone = 'neutral', icon, size = 'medium', className }: BadgeProps) {
  return (
    <span
      data-tone={tone}
      className={clsx(
        'inline-flex shrink-0 items-center rounded-full bg-tone-soft font-[550] whitespace-nowrap text-tone',
        size === 'large'
          ? 'h-6 gap-1.5 px-2.5 text-sm [&_svg]:size-3.5'
          : 'h-5 gap-[5px] px-[7px] text-xs [&_svg]:size-3',
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}
