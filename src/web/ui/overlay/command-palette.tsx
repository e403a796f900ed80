import clsx from 'clsx'
import { Command } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Kbd } from '../display/kbd.tsx'
import { floatClass, menuItemClass, veilClass } from './overlay-class.ts'
import { useReturnFocus } from './return-focus.ts'

export interface PaletteItem {
  readonly key: string
  readonly label: string
  readonly hint?: string | undefined
  readonly icon?: ReactNode
  readonly hotkey?: string | undefined
  readonly keywords?: readonly string[] | undefined
  readonly run: () => void
}

export interface PaletteGroup {
  readonly heading: string
  readonly items: readonly PaletteItem[]
  /** Where there are too many to list: the best few for what was typed. */
  readonly find?: ((words: string) => readonly PaletteItem[]) | undefined
}

export interface CommandPaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  groups: readonly PaletteGroup[]
}

/** Everything by name: pages, servers, actions. The page binds ⌘K. */
export function CommandPalette({ open, onOpenChange, groups }: CommandPaletteProps) {
  const focus = useReturnFocus(open)
  const [words, setWords] = useState('')
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={veilClass} />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className={clsx(
            floatClass,
            'fixed top-[12vh] left-1/2 w-[calc(100vw-32px)] max-w-[600px] -translate-x-1/2 overflow-clip',
          )}
        >
          <Dialog.Title className="sr-only">Go to or do</Dialog.Title>
          <Command label="Go to or do" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search aria-hidden className="size-4 text-ink-3" />
              <Command.Input
                value={words}
                onValueChange={setWords}
                placeholder="Go to a page, a server, a tool, or an action"
                className="h-12 w-full bg-transparent text-lg outline-none"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List label="Results" className="max-h-[min(420px,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-ink-3">
                Nothing has that name. Try fewer letters.
              </Command.Empty>
              {groups.map((group) => (
                <Group
                  key={group.heading}
                  group={group}
                  words={words}
                  onRun={(item) => {
                    onOpenChange(false)
                    setWords('')
                    // Once it is gone: while it stands it takes back the focus from wherever the command leads.
                    requestAnimationFrame(item.run)
                  }}
                />
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface GroupProps {
  group: PaletteGroup
  words: string
  onRun: (item: PaletteItem) => void
}

function Group({ group, words, onRun }: GroupProps) {
  const items = [...group.items, ...(words === '' ? [] : (group.find?.(words) ?? []))]
  if (items.length === 0) return null
  return (
    <Command.Group
      heading={group.heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3"
    >
      {items.map((item) => (
        <Command.Item
          key={item.key}
          value={`${item.key} ${item.label}`}
          keywords={[...(item.keywords ?? [])]}
          className={clsx(menuItemClass, 'min-h-9')}
          onSelect={() => onRun(item)}
        >
          {item.icon}
          <span className="min-w-0 flex-1 truncate">
            {item.label}
            {item.hint !== undefined && <span className="ml-2 text-sm text-ink-3">{item.hint}</span>}
          </span>
          {item.hotkey !== undefined && <Kbd>{item.hotkey}</Kbd>}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
