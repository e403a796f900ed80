import { useMemo } from 'react'
import type { PaletteItem } from '#web/ui/overlay/command-palette.tsx'
import { usePaletteOffer } from '#web/ui/overlay/palette-offers.ts'
import type { Shown } from './builder-context.tsx'
import { useStable } from './grid/use-stable.ts'
import type { Row } from './model/rows.ts'
import type { Hotkeys } from './use-hotkeys.ts'
import type { BuilderState } from './use-session.ts'

/** As many tools as a palette shows for what was typed. */
const mostTools = 12

/** What the builder adds to ⌘K: all that its keys do, and every tool. */
export function useBuilderPalette(
  keys: Keys,
  { rows }: Pick<BuilderState, 'rows'>,
  show: (shown: Shown) => void,
): void {
  const run = useStable((name: Action) => keys[name]())
  const go = useStable((tool: string) => show({ pane: 'rule', tool }))
  const offer = useMemo(
    () => ({
      heading: 'This policy',
      items: actions.map(({ name, label, hotkey }) => ({
        key: `builder ${name}`,
        label,
        ...(hotkey !== undefined && { hotkey }),
        run: () => run(name),
      })),
      find: (words: string) => found(rows, words).map((row) => toolItem(row, go)),
    }),
    [rows, run, go],
  )
  usePaletteOffer(offer)
}

/** What has a key, and what has none and is found here. */
interface Keys extends Hotkeys {
  /** Shows what the server changed since the enforced revision. */
  readonly news: () => void
}

type Action = Exclude<keyof Keys, 'single'>

const actions: readonly { readonly name: Action; readonly label: string; readonly hotkey?: string }[] = [
  { name: 'filter', label: 'Filter the tools', hotkey: '/' },
  { name: 'undo', label: 'Undo', hotkey: 'Ctrl Z' },
  { name: 'redo', label: 'Redo', hotkey: 'Ctrl ⇧ Z' },
  { name: 'save', label: 'Save the draft now', hotkey: 'Ctrl S' },
  { name: 'review', label: 'Review and publish', hotkey: 'Ctrl ⏎' },
  { name: 'toggleCode', label: 'Show or leave the code', hotkey: 'Ctrl \\' },
  { name: 'nextProblem', label: 'Go to the next problem', hotkey: 'F8' },
  { name: 'news', label: 'What the server changed' },
  { name: 'showKeys', label: 'Show all keys', hotkey: '?' },
]

/** Tools whose names hold what was typed, those that begin with it first. */
function found(rows: readonly Row[], words: string): readonly Row[] {
  const needle = words.trim().toLowerCase()
  if (needle === '') return []
  const named = rows.filter(({ name }) => name.toLowerCase().includes(needle))
  const begins = ({ name }: Row) => (name.toLowerCase().startsWith(needle) ? 0 : 1)
  return named.sort((a, b) => begins(a) - begins(b)).slice(0, mostTools)
}

function toolItem({ name, category }: Row, go: (tool: string) => void): PaletteItem {
  return { key: `tool ${name}`, label: name, hint: category, run: () => go(name) }
}
