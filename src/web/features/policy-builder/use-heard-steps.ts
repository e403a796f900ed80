import { useEffect } from 'react'
import { announce } from '#web/ui/feedback/announce.ts'
import type { Buffer } from './model/buffer.ts'

/** Says what a step back or forward has done: the eye sees it in the list or in the code, wherever the key was pressed. */
export function useHeardSteps(buffer: Buffer): void {
  useEffect(
    () =>
      buffer.subscribe(({ origin }) => {
        const { undo, redo } = buffer.state()
        if (origin === 'undo') announce(`Undone: ${redo}.`)
        if (origin === 'redo') announce(`Done again: ${undo}.`)
      }),
    [buffer],
  )
}

/** A step that is not there is told too: silence would leave open whether the key was heard. */
export function stepOrSay(step: () => boolean, words: string): void {
  if (!step()) announce(words)
}
