import type { FocusEvent } from 'react'

/**
 * For what holds the focus within itself: Radix leads it from the last control round to the first without scrolling there,
 * and the focus must not be out of sight (WCAG 2.4.7, 2.4.11).
 */
export function bringIntoSight({ target }: FocusEvent): void {
  // What is pressed with a pointer is in sight, and must not move away between down and up.
  if (target.matches(':focus-visible')) target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}
