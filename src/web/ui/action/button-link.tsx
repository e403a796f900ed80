import clsx from 'clsx'
import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-class.ts'

export interface ButtonLinkProps extends ComponentProps<'a'>, ButtonLook {
  icon?: ReactNode
  /** Puts the look on the one child instead of an `<a>`: `<ButtonLink asChild><Link to=…>New server</Link></ButtonLink>`. */
  asChild?: boolean | undefined
}

export function ButtonLink({ variant, size, icon, asChild, className, children, ...rest }: ButtonLinkProps) {
  const Element = asChild === true ? Slot.Root : 'a'
  return (
    <Element className={clsx(buttonClass({ variant, size }), className)} {...rest}>
      {icon}
      {asChild === true ? <Slot.Slottable>{children}</Slot.Slottable> : children}
    </Element>
  )
}
