import type { OpenPipe } from '../pipe.ts'
import { SharedLine, type SharedLineOptions } from './line.ts'

/** One line for all who open it, begun with the first of them, and begun anew once it is dead. */
export function shared(
  open: OpenPipe,
  options: SharedLineOptions,
): { readonly open: OpenPipe; close(): Promise<void> } {
  let line: SharedLine | undefined
  return {
    open(events, headers) {
      line ??= new SharedLine({
        ...options,
        open: (own) => open(own, headers),
        onEnd: () => {
          line = undefined
        },
      })
      return line.lane(events)
    },
    close: async () => line?.close(),
  }
}
