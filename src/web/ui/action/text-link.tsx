import clsx from 'clsx'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'

const textLinkClass =
  'text-accent underline decoration-accent/40 underline-offset-[3px] hover:decoration-accent'

/** A link within a sentence: underlined, so that colour alone does not tell it. */
export function TextLink({
  asChild,
  className,
  ...rest
}: ComponentProps<'a'> & { asChild?: boolean | undefined }) {
  const Element = asChild === true ? Slot.Root : 'a'
  return <Element className={clsx(textLinkClass, className)} {...rest} />
}
