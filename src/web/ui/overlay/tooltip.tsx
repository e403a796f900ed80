import { Tooltip as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'

export interface TooltipProps {
  /** A few words. What must be read by everyone does not belong here. */
  content: ReactNode
  /** One element that can take focus. */
  children: ReactNode
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined
}

/** Words that appear when one points at a control or comes to it by Tab; Escape puts them away (WCAG 1.4.13). */
export function Tooltip({ content, children, side = 'bottom' }: TooltipProps) {
  // Each brings its own provider, so that a page without a tooltip need not load one.
  return (
    <Primitive.Provider delayDuration={400}>
      <Primitive.Root>
        <Primitive.Trigger asChild>{children}</Primitive.Trigger>
        <Primitive.Portal>
          <Primitive.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-[32ch] animate-appear rounded-sm bg-ink px-2 py-1 text-sm text-panel shadow-float"
          >
            {content}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
    </Primitive.Provider>
  )
}
