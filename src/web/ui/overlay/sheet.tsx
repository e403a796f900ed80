import clsx from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from '../action/icon-button.tsx'
import { bringIntoSight } from './into-sight.ts'
import { veilClass } from './overlay-class.ts'
import { useReturnFocus } from './return-focus.ts'

export interface SheetProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children: ReactNode
  footer?: ReactNode
  side?: 'left' | 'right' | undefined
  className?: string | undefined
}

/** A panel along the edge, for the details of one row; the page stays behind it. */
export function Sheet(props: SheetProps) {
  const { open, onOpenChange, title, description, children, footer, side = 'right', className } = props
  const focus = useReturnFocus(open)
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      {open && (
        <Primitive.Portal>
          <Primitive.Overlay className={veilClass} />
          <Primitive.Content
            {...(description === undefined && { 'aria-describedby': undefined })}
            {...focus}
            onFocus={bringIntoSight}
            className={clsx(
              'fixed inset-y-0 z-50 flex w-[min(480px,100vw)] flex-col border-line bg-panel text-ink shadow-float outline-none',
              side === 'right' ? 'right-0 animate-slide border-l' : 'left-0 animate-appear border-r',
              className,
            )}
          >
            <header className="flex min-h-top items-start gap-3 border-b border-line px-4 py-3">
              <div className="min-w-0 flex-1">
                <Primitive.Title className="text-lg font-semibold break-words">{title}</Primitive.Title>
                {description !== undefined && (
                  <Primitive.Description className="mt-0.5 text-ink-2">{description}</Primitive.Description>
                )}
              </div>
              <Primitive.Close asChild>
                <IconButton label="Close" icon={<X aria-hidden />} size="small" tooltip={false} />
              </Primitive.Close>
            </header>
            <div className="min-h-0 flex-1 scroll-py-4 overflow-y-auto px-4 py-4">{children}</div>
            {footer !== undefined && (
              <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
                {footer}
              </footer>
            )}
          </Primitive.Content>
        </Primitive.Portal>
      )}
    </Primitive.Root>
  )
}
