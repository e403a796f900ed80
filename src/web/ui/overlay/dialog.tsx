import clsx from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { KeyboardEvent, ReactNode } from 'react'
import { IconButton } from '../action/icon-button.tsx'
import { bringIntoSight } from './into-sight.ts'
import { floatClass, veilClass } from './overlay-class.ts'
import { useReturnFocus } from './return-focus.ts'

export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** A sentence under the title; leave out when the body begins with one. */
  description?: ReactNode
  children: ReactNode
  /** The buttons, the one that does it last. */
  footer?: ReactNode
  size?: 'small' | 'medium' | 'large' | undefined
  /** Keeps it open on a click outside or Escape, while something is shown that is shown once only. */
  locked?: boolean | undefined
  /** Keys that mean something wherever in it the focus is. */
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined
}

const widths = { small: 'max-w-[420px]', medium: 'max-w-[560px]', large: 'max-w-[880px]' } as const

export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, children, footer, size = 'medium', locked = false } = props
  const focus = useReturnFocus(open)
  const hold = (event: Event) => {
    if (locked) event.preventDefault()
  }
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {open && (
        <Primitive.Portal>
          <Primitive.Overlay className={veilClass} />
          <Primitive.Content
            {...(description === undefined && { 'aria-describedby': undefined })}
            {...focus}
            onFocus={bringIntoSight}
            onKeyDown={props.onKeyDown}
            onEscapeKeyDown={hold}
            onPointerDownOutside={hold}
            className={clsx(
              floatClass,
              'fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)] -translate-1/2 flex-col',
              widths[size],
            )}
          >
            <header className="px-5 pt-4 pr-12">
              <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description className="mt-1 text-ink-2">{description}</Primitive.Description>
              )}
            </header>
            {/* Buttons may stand over its end, and must not hide what has the focus (WCAG 2.4.11). */}
            <div className="min-h-0 flex-1 scroll-pt-4 scroll-pb-28 overflow-y-auto px-5 py-4">
              {children}
            </div>
            {footer !== undefined && (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
                {footer}
              </footer>
            )}
            {/* Last, so that the first field has the focus when the dialog opens. */}
            {!locked && (
              <Primitive.Close asChild>
                <IconButton
                  label="Close"
                  icon={<X aria-hidden />}
                  size="small"
                  tooltip={false}
                  className="absolute top-3.5 right-3.5"
                />
              </Primitive.Close>
            )}
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  )
}
