import { lazy, Suspense, useState } from 'react'
import type { Dispatcher } from '#model/dispatcher'
import type { InventoryTool } from '#model/inventory'
import { sentence } from '#web/data/fault-words.ts'
import { useDispatchers, useSaveDispatchers } from '#web/data/servers.ts'
import { useMay } from '#web/data/workspace.ts'
import { Button } from '#web/ui/action/button.tsx'
import { FoldButton } from '#web/ui/action/fold-button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Banner } from '#web/ui/feedback/banner.tsx'

/** It brings the language along, which the list of tools does without. */
const DispatcherDialog = lazy(() =>
  import('./dispatcher-dialog.tsx').then((page) => ({ default: page.DispatcherDialog })),
)

interface InnerToolsProps {
  readonly serverId: string
  readonly tool: InventoryTool
}

/** What a tool runs that is a dispatcher, or looks like one: calls of it are judged by that once a person says so. */
export function InnerTools({ serverId, tool: { name: tool } }: InnerToolsProps) {
  const { data } = useDispatchers(serverId)
  const save = useSaveDispatchers(serverId)
  const mayChange = useMay('policies')
  const [editing, setEditing] = useState(false)
  if (data === undefined) return null
  const confirmed = data.confirmed.find((one) => one.tool === tool)
  const proposed = data.proposed.find((one) => one.tool === tool)
  const others = data.confirmed.filter((one) => one.tool !== tool)
  const keep = (dispatchers: readonly Dispatcher[], told: string) =>
    save.mutate(
      { dispatchers },
      {
        onSuccess: () => {
          setEditing(false)
          announce(told)
        },
      },
    )
  const known = confirmed ?? proposed
  return (
    <>
      {confirmed !== undefined && (
        <section className="grid gap-2">
          <h3 className="font-semibold">What it runs</h3>
          <p className="leading-relaxed text-ink-2">
            <Sentence text={howWords(confirmed, 'Every call is judged by what it runs')} />
          </p>
          <Actions dispatcher={confirmed} />
          {mayChange && (
            <div className="flex flex-wrap gap-2">
              <Button size="small" onClick={() => setEditing(true)}>
                Edit what it runs
              </Button>
              <Button
                size="small"
                variant="quiet"
                loading={save.isPending && !editing}
                onClick={() => keep(others, `${tool} is judged as one tool again.`)}
              >
                Judge it as one tool
              </Button>
            </div>
          )}
        </section>
      )}
      {confirmed === undefined && proposed !== undefined && (
        <Banner
          action={
            mayChange && (
              <Button size="small" onClick={() => setEditing(true)}>
                Look inside
              </Button>
            )
          }
        >
          <Sentence text={howWords(proposed, 'This tool seems to run others')} /> Until a person confirms it,
          it is judged as one tool.
        </Banner>
      )}
      {known === undefined && mayChange && (
        <Button
          size="small"
          variant="quiet"
          className="-ml-2.5 justify-self-start"
          onClick={() => setEditing(true)}
        >
          Say that it runs other tools
        </Button>
      )}
      {save.isError && !editing && (
        <p role="alert" className="text-sm text-deny">
          {sentence(save.error.message)}
        </p>
      )}
      {editing && (
        <Suspense>
          <DispatcherDialog
            tool={tool}
            before={known ?? { tool, name: 'args.action' }}
            seen={proposed?.actions ?? []}
            pending={save.isPending}
            error={save.isError ? sentence(save.error.message) : undefined}
            onClose={() => setEditing(false)}
            onSave={(dispatcher) =>
              keep([...others, dispatcher], `Calls of ${tool} are judged by what they run.`)
            }
          />
        </Suspense>
      )}
    </>
  )
}

function howWords({ each, name, arguments: inner }: Dispatcher, begin: string): string {
  const where = inner === undefined ? '' : `, and its arguments are in \`${inner}\``
  return each === undefined
    ? `${begin}: \`${name}\` names the action${where}.`
    : `${begin}: in each element of \`${each}\`, \`${name}\` names the action${where}.`
}

function Actions({ dispatcher: { actions = [] } }: { dispatcher: Dispatcher }) {
  const [open, setOpen] = useState(false)
  if (actions.length === 0)
    return <p className="text-ink-3">No actions of its own are listed: it runs the server’s tools.</p>
  const count = actions.length === 1 ? 'its action' : `its ${numberWords(actions.length)} actions`
  return (
    <div className="grid justify-items-start gap-2">
      <FoldButton open={open} onOpenChange={setOpen}>
        {open ? `Hide ${count}` : `Show ${count}`}
      </FoldButton>
      {open && (
        <ul className="grid w-full gap-1">
          {actions.map(({ definition, category }) => (
            <li key={definition.name} className="flex flex-wrap items-baseline justify-between gap-x-3">
              <code className="min-w-0 break-all">{definition.name}</code>
              <RiskBadge risk={category} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
