import { Check, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { SavedView, type ViewFilter } from '#model/saved-view'
import { useDeleteView, useSaveView } from '#web/data/saved-views.ts'
import { Button } from '#web/ui/action/button.tsx'
import { IconButton } from '#web/ui/action/icon-button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { toast } from '#web/ui/feedback/toast.ts'
import { Field } from '#web/ui/form/field.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import { useBuilderHands } from '../builder-context.tsx'
import { filterWords, isWide, shownView } from './view-filter.ts'

export interface ViewsPanelProps {
  /** Undefined = not known yet. */
  views: readonly SavedView[] | undefined
  /** Why they could not be loaded. */
  failure: string | undefined
  filter: ViewFilter
  onShow: (filter: ViewFilter) => void
}

/** The saved views, and the place where the present filter becomes one. */
export function ViewsPanel({ views, failure, filter, onShow }: ViewsPanelProps) {
  const { serverId } = useBuilderHands()
  const remove = useRemoving(serverId)
  const shown = shownView(views ?? [], filter)
  return (
    <div className="grid gap-3">
      {failure !== undefined && (
        <p role="alert" className="text-deny">
          The saved views could not be loaded. {failure}
        </p>
      )}
      {views === undefined && failure === undefined && (
        <SkeletonRows rows={2} label="Loading the saved views" />
      )}
      {views !== undefined && views.length > 0 && (
        <ul aria-label="Saved views" className="-mx-2 grid max-h-72 overflow-y-auto">
          {views.map((view) => (
            <li key={view.id} className="flex items-center gap-1 rounded-sm hover:bg-sunk">
              <button
                type="button"
                aria-current={view === shown || undefined}
                onClick={() => onShow(view.filter)}
                className="grid min-h-8 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-2 px-2 py-1 text-left"
              >
                <span className="truncate font-medium">{view.name}</span>
                {view === shown && <Check aria-hidden className="size-3.5 text-accent" />}
                <span className="col-span-2 truncate text-sm text-ink-3">{filterWords(view.filter)}</span>
              </button>
              <IconButton
                label={`Delete the view ${view.name}`}
                icon={<Trash2 aria-hidden />}
                size="small"
                tooltip={false}
                onClick={() => remove(view)}
              />
            </li>
          ))}
        </ul>
      )}
      {shown === undefined ? (
        <SaveView views={views ?? []} filter={filter} serverId={serverId} />
      ) : (
        <p className="text-sm text-ink-3">This is what the list shows now.</p>
      )}
    </div>
  )
}

/** Deleted at once, with a way back. */
function useRemoving(serverId: string): (view: SavedView) => void {
  const saving = useSaveView(serverId, {
    done: ({ name }) => announce(`The view ${name} is back.`),
    failed: ({ message }, { name }) => toast.failed(`${name} could not be brought back. ${message}`),
  })
  const deleting = useDeleteView(serverId, {
    done: ({ name, filter }) =>
      toast.done(`The view ${name} is deleted.`, {
        label: 'Undo',
        onClick: () => saving.mutate({ name, filter }),
      }),
    failed: ({ message }, { name }) => toast.failed(`${name} could not be deleted. ${message}`),
  })
  return (view) => deleting.mutate(view)
}

interface SaveViewProps {
  views: readonly SavedView[]
  filter: ViewFilter
  serverId: string
}

function SaveView({ views, filter, serverId }: SaveViewProps) {
  const [typed, setTyped] = useState('')
  // An object, so that the same words are another refusal.
  const [wrong, setWrong] = useState<{ words: string }>()
  const input = useRef<HTMLInputElement>(null)
  const saving = useSaveView(serverId)
  if (isWide(filter)) {
    return (
      <p className="text-sm text-ink-3">
        {views.length === 0 && 'A filter that you use often can be kept under a name. '}
        Narrow the list, then save what it shows here.
      </p>
    )
  }
  const name = SavedView.shape.name.safeParse(typed)
  const replaces = name.success && views.some((view) => view.name === name.data)
  const refuse = (words: string) => {
    setWrong({ words })
    input.current?.focus()
  }
  const save = () => {
    if (!name.success) return refuse('A name has 1 to 60 letters.')
    setWrong(undefined)
    saving.mutate(
      { name: name.data, filter },
      {
        onSuccess: () => {
          setTyped('')
          announce(`Saved as ${name.data}.`)
        },
        onError: ({ message }) => refuse(message),
      },
    )
  }
  return (
    <form
      noValidate
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field label="Save what the list shows as" hint={filterWords(filter)} error={wrong?.words}>
        <TextInput
          ref={input}
          autoComplete="off"
          placeholder="Risky and in use"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setWrong(undefined)
          }}
        />
      </Field>
      <div className="flex justify-end">
        <Button type="submit" size="small" loading={saving.isPending}>
          {replaces ? 'Replace' : 'Save'}
        </Button>
      </div>
    </form>
  )
}
