import { Fragment } from 'react'
import { Switch } from '#web/ui/form/switch.tsx'
import { Dialog } from '#web/ui/overlay/dialog.tsx'
import { setSingleKeys, useSingleKeys } from '../single-keys.ts'

interface Keys {
  readonly title: string
  readonly keys: readonly (readonly [string, string])[]
}

const everywhere: Keys = {
  title: 'Everywhere in the policy',
  keys: [
    ['Ctrl K, F1', 'go to a tool, a page, or do something by its name'],
    ['Ctrl Enter', 'review, then publish'],
    ['Ctrl S', 'save the draft now'],
    ['Ctrl Z, Ctrl Shift Z', 'undo and redo, one step per intention'],
    ['Ctrl \\', 'form or code'],
    ['F8', 'the next problem'],
    ['/', 'filter the tools'],
  ],
}

const list: Keys = {
  title: 'In the list of tools',
  keys: [
    ['↑ ↓ Page Up Page Down Home End', 'move'],
    ['← →', 'fold and unfold a group'],
    ['Space, Shift ↑ ↓, Ctrl A', 'mark one, a range, all that match'],
    ['a l r d h', 'allow, limit, request approval, deny, hide'],
    ['Enter', 'open the rule; Escape leads back'],
    ['e', 'show the rule in the code'],
    ['p', 'the whole policy'],
    ['n', 'write the note of the rule'],
    ['t', 'write a test for the tool'],
    ['[ ]', 'the change before and the next'],
    ['?', 'this list'],
  ],
}

const code: Keys = {
  title: 'In the code',
  keys: [
    ['Tab', 'leaves the editor; it is no trap'],
    ['Ctrl M', 'lets Tab indent, and back (macOS: Ctrl Shift M)'],
    ['Escape', 'back to the list of tools'],
    ['Ctrl E', 'the rule at the caret, in the form'],
    ['Ctrl Space', 'what can be written here'],
    ['F1', 'the same as Ctrl K elsewhere, which begins two keys here'],
    ['Ctrl K Ctrl 3', 'fold all rules; Ctrl K Ctrl J unfolds'],
    ['Ctrl F', 'find'],
  ],
}

/** What the keys do (ux.md §1.7), for those who have no other way as for those who want none. */
export function KeyboardHelp({
  open,
  onOpenChange,
}: {
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const single = useSingleKeys()
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard help"
      description="Single letters work only while the list has the focus. On macOS read ⌘ for Ctrl where nothing else is said."
    >
      <div className="grid gap-4">
        {[everywhere, list, code].map(({ title, keys }) => (
          <section key={title} className="grid gap-1.5">
            <h3 className="font-medium">{title}</h3>
            <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 gap-y-1 text-sm">
              {keys.map(([key, means]) => (
                <Fragment key={key}>
                  <dt>
                    <kbd className="font-sans font-medium">{key}</kbd>
                  </dt>
                  <dd className="text-ink-2">{means}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
        <Switch
          label="Single letters and signs are commands"
          hint="Off: only keys that neither a voice nor a slip of the hand types. The buttons do the same."
          checked={single}
          onChange={(event) => setSingleKeys(event.target.checked)}
        />
      </div>
    </Dialog>
  )
}
