import type { FormAction } from '#policy'

/** What a key means while the list of tools has the focus (ux.md §1.7). */
export type GridCommand =
  | { readonly kind: 'move'; readonly by: number; readonly extend: boolean }
  | { readonly kind: 'edge'; readonly to: 'first' | 'last'; readonly extend: boolean }
  | { readonly kind: 'fold'; readonly open: boolean }
  | { readonly kind: 'set'; readonly action: FormAction }
  | { readonly kind: 'mark' | 'mark-all' | 'clear' | 'inspect' | 'code' }
  | { readonly kind: 'change'; readonly by: 1 | -1 }
  | { readonly kind: 'go'; readonly to: Way }

/** A place beside the list that a letter leads to. */
export type Way = 'policy' | 'note' | 'test' | 'help'

const ways: Readonly<Record<string, Way>> = { p: 'policy', n: 'note', t: 'test', '?': 'help' }

export interface Key {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const actions: Readonly<Record<string, FormAction>> = {
  a: 'allow',
  l: 'limit',
  r: 'ask',
  d: 'deny',
  h: 'hide',
}
const page = 15

/** With `single` off no letter or sign alone is a command (WCAG 2.1.4). */
export function gridCommand(pressed: Key, single = true): GridCommand | undefined {
  const { key, ctrlKey, metaKey, altKey } = pressed
  if (altKey) return undefined
  if (ctrlKey || metaKey) return key.toLowerCase() === 'a' ? { kind: 'mark-all' } : undefined
  return moveCommand(pressed) ?? (single ? letterCommand(key) : undefined)
}

function moveCommand({ key, shiftKey: extend }: Key): GridCommand | undefined {
  switch (key) {
    case 'ArrowDown':
      return { kind: 'move', by: 1, extend }
    case 'ArrowUp':
      return { kind: 'move', by: -1, extend }
    case 'PageDown':
      return { kind: 'move', by: page, extend }
    case 'PageUp':
      return { kind: 'move', by: -page, extend }
    case 'Home':
      return { kind: 'edge', to: 'first', extend }
    case 'End':
      return { kind: 'edge', to: 'last', extend }
    case 'ArrowLeft':
      return { kind: 'fold', open: false }
    case 'ArrowRight':
      return { kind: 'fold', open: true }
    case ' ':
      return { kind: 'mark' }
    case 'Enter':
      return { kind: 'inspect' }
    case 'Escape':
      return { kind: 'clear' }
    default:
      return undefined
  }
}

function letterCommand(key: string): GridCommand | undefined {
  const action = actions[key]
  if (action !== undefined) return { kind: 'set', action }
  const way = ways[key]
  if (way !== undefined) return { kind: 'go', to: way }
  switch (key) {
    case 'e':
      return { kind: 'code' }
    case ']':
      return { kind: 'change', by: 1 }
    case '[':
      return { kind: 'change', by: -1 }
    default:
      return undefined
  }
}
