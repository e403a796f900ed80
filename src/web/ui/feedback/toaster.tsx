import { CircleCheck, OctagonAlert } from 'lucide-react'
import { useEffect } from 'react'
import { Toaster as SonnerToaster, toast as sonner } from 'sonner'
import { useTheme } from '../theme.ts'

interface ToastAction {
  readonly label: string
  readonly onClick: () => void
}

// Toasts told before the toaster listens would be lost, so they wait for it.
const mounted = Promise.withResolvers<void>()

export async function showDone(text: string, action?: ToastAction): Promise<void> {
  await mounted.promise
  sonner(text, { icon: <CircleCheck aria-hidden className="size-4 text-allow" />, ...(action && { action }) })
}

export async function showFailed(text: string, action?: ToastAction): Promise<void> {
  await mounted.promise
  sonner(text, {
    icon: <OctagonAlert aria-hidden className="size-4 text-deny" />,
    duration: Number.POSITIVE_INFINITY,
    closeButton: true,
    ...(action && { action }),
  })
}

/** A live region is heard only of what comes into it after it was there: so long the first toast waits. */
const heardAfter = 150

/** Mounted once by the app, with the first toast. Its list is a polite live region. */
export function Toaster() {
  useEffect(() => {
    const timer = setTimeout(mounted.resolve, heardAfter)
    return () => clearTimeout(timer)
  }, [])
  return (
    <SonnerToaster
      theme={useTheme()}
      position="bottom-right"
      duration={6000}
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-2.5 rounded-md border border-line bg-panel px-3 py-2.5 font-sans text-base text-ink shadow-float',
          content: 'min-w-0 flex-1',
          title: 'leading-normal',
          actionButton:
            'h-6 shrink-0 rounded-sm border border-line-strong px-2 text-sm font-medium hover:bg-sunk',
          closeButton:
            'order-last grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink',
        },
      }}
    />
  )
}
