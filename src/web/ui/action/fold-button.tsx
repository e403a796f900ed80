import type { ReactNode } from 'react'
import { Button } from './button.tsx'

export interface FoldButtonProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** What pressing it does: "Show all 1,432 characters", "Show less". */
  children: ReactNode
}

/** Opens and closes what stands beside it, in line with the text. */
export function FoldButton({ open, onOpenChange, children }: FoldButtonProps) {
  return (
    <Button
      size="small"
      variant="quiet"
      className="-ml-2.5"
      aria-expanded={open}
      onClick={() => onOpenChange(!open)}
    >
      {children}
    </Button>
  )
}
