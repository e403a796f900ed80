import clsx from 'clsx'
import { Popover as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { floatClass } from './overlay-class.ts'

export interface PopoverProps {
  /** One button. */
  trigger: ReactNode
  /** Names the panel for screen readers. */
  label: string
  children: ReactNode
  align?: 'start' | 'center' | 'end' | undefined
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined
  open?: boolean | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  className?: string | undefined
}

export function Popover(props: PopoverProps) {
  const { trigger, label, children, align = 'start', side = 'bottom', open, onOpenChange, className } = props
  return (
    <Primitive.Root
      {...(open !== undefined && { open })}
      {...(onOpenChange !== undefined && { onOpenChange })}
    >
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={clsx(floatClass, 'w-[min(340px,calc(100vw-16px))] p-4', className)}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
