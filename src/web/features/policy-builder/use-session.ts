import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Deciders } from '#model/approvers'
import type { Dispatcher } from '#model/dispatcher'
import type { InventoryTool } from '#model/inventory'
import type { Draft, Revision } from '#model/policy'
import { type CompiledPolicy, compile, type Inventory, parse, withClasses } from '#policy'
import { ApiFault } from '#web/data/api-fault.ts'
import type { Caller } from '#web/data/grants.ts'
import { draftQuery, usePutDraft } from '#web/data/policies.ts'
import { useCallCounts } from '#web/data/recorded-calls.ts'
import { useFormer } from './drift/use-former.ts'
import { replacement } from './model/buffer.ts'
import type { PutOutcome } from './model/draft-keeper.ts'
import { withoutKept } from './model/kept.ts'
import { type LocalDraft, localDrafts } from './model/offline.ts'
import { createProjector } from './model/projection.ts'
import { engineInventory, misfitsOf, type Row, type RowFacts } from './model/rows.ts'
import { createSession, type Session } from './model/session.ts'
import type { FormState } from './model/sync.ts'
import { type Looks, useLooks } from './use-looks.ts'
import { whenIdle } from './when-idle.ts'

export interface Opened {
  readonly policyId: string
  readonly serverId: string
  readonly tools: readonly InventoryTool[]
  readonly dispatchers: readonly Dispatcher[]
  /** Under whose names the tests of the policy may call. */
  readonly callers: readonly Caller[]
  /** Who could decide the approvals that it asks for; undefined while that is not known. */
  readonly deciders: Deciders | undefined
  readonly draft: Draft | null
  readonly enforced: Revision | undefined
  /** What to start from when there is no draft. */
  readonly text: string
  readonly memberId: string
  /** What was written in this browser and did not reach the server. */
  readonly recovered: LocalDraft | undefined
}

export interface BuilderState {
  readonly session: Session
  readonly form: FormState
  readonly policy: CompiledPolicy
  readonly rows: readonly Row[]
  /** How many of them differ from what is enforced; undefined before the first publish. */
  readonly changes: number | undefined
  /** How many tools have another class of risk than when what is enforced was published: it goes by those until the next one. */
  readonly reclassed: number
  /** The revision that the text started from. */
  readonly base: number | null
  readonly setBase: (base: number | null) => void
  /** When what was brought back from this browser was written; undefined = nothing was. */
  readonly recoveredAt: number | undefined
  /** What tools are called that came after the enforced revision was published. */
  readonly newWords: string
  readonly looks: Looks
  readonly memberId: string
}

/** A session, and what its policy is read and judged with. */
export interface HeldSession extends Pick<BuilderState, 'session' | 'base' | 'setBase'> {
  readonly inventory: Inventory
}

/** Opens a policy for as long as the page is shown. */
export function useSession(opened: Opened): HeldSession {
  const { policyId, memberId, tools, dispatchers, callers, deciders, enforced, draft, recovered } = opened
  const [base, setBase] = useState(
    recovered?.base ?? (draft === null ? (enforced?.number ?? null) : draft.base),
  )
  const inventory = useMemo(() => engineInventory(tools, dispatchers), [tools, dispatchers])
  const surroundings = useMemo(() => ({ inventory, callers, deciders }), [inventory, callers, deciders])
  const put = usePut(policyId)
  const [seat] = useState(() => ({ base }))
  seat.base = base
  const [session] = useState(() =>
    createSession({
      text: opened.text,
      draft,
      surroundings,
      put: (text, expected) => put(text, seat.base, expected),
      local: localDrafts(memberId, policyId),
      recovered,
      line: `policy ${memberId} ${policyId}`,
      base: () => seat.base,
      setBase,
    }),
  )
  useEffect(() => session.open(), [session])
  useEffect(() => session.learn(surroundings), [session, surroundings])
  useFollowedRevision(session, enforced, setBase)
  return { session, inventory, base, setBase }
}

/** Reads from the text of an open policy what the form shows. */
export function useBuilderState(
  opened: Opened,
  { session, inventory, base, setBase }: HeldSession,
): BuilderState {
  const { policyId, memberId, tools, enforced, draft, recovered } = opened
  const read = useSyncExternalStore(session.sync.subscribe, session.sync.state)
  const looks = useLooks(policyId)
  const form = useMemo(() => withoutKeptIn(read, looks), [read, looks])
  const before = useEnforced(session, enforced, inventory)
  const [project] = useState(createProjector)
  const { document, broken } = form
  const facts = useRowFacts(opened, read, looks)
  useRehearsed(session, tools)
  const { policy, rows, changes } = useMemo(
    () => project({ tools, inventory, document, broken, enforced: before, ...facts }),
    [project, tools, inventory, document, broken, before, facts],
  )
  const reclassed = useMemo(
    () => rows.reduce((count, { classBefore }) => count + (classBefore === undefined ? 0 : 1), 0),
    [rows],
  )
  const recoveredAt = recovered === undefined || recovered.text === draft?.text ? undefined : recovered.at
  return {
    session,
    form,
    policy,
    rows,
    changes,
    reclassed,
    base,
    setBase,
    recoveredAt,
    memberId,
    newWords: enforced === undefined ? 'New' : `New since v${enforced.number}`,
    looks,
  }
}

/** What there is to say but for names without a tool that somebody keeps. */
function withoutKeptIn(form: FormState, { marks }: Looks): FormState {
  const problems = withoutKept(form.problems, form.document, marks)
  return problems === form.problems ? form : { ...form, problems }
}

/** A week, from the full hour, so that the same is asked for again. */
function weekAgo(): number {
  const hour = 3_600_000
  return Math.floor(Date.now() / hour) * hour - 7 * 24 * hour
}

/** What rows say beside the policy: what is new, what the server has changed, how often each is called. */
function useRowFacts(
  { serverId, policyId, enforced }: Opened,
  { problems }: FormState,
  { marks }: Looks,
): RowFacts {
  const [since] = useState(weekAgo)
  const isQuiet = useQuiet()
  const calls = useCallCounts(serverId, since, isQuiet).data
  const classes = enforced?.classes
  const redefined = useFormer(serverId, policyId, enforced?.number)?.tools
  // By its words, so that problems that say the same leave every row as it is.
  const misfitNames = misfitsOf(problems).join('\n')
  return useMemo(
    () => ({ calls, lookedAt: marks, classes, redefined, misfits: new Set(misfitNames.split('\n')) }),
    [calls, marks, classes, redefined, misfitNames],
  )
}

/** False while the page is being opened: what only decorates it is fetched after. */
function useQuiet(): boolean {
  const [isQuiet, setQuiet] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(true), 1500)
    return () => clearTimeout(timer)
  }, [])
  return isQuiet
}

/** A first action takes several times as long as the next one. Nobody need wait for that: it was done before, and forgotten. */
function useRehearsed({ sync }: Session, tools: Opened['tools']): void {
  const isQuiet = useQuiet()
  const tool = tools[0]?.definition.name
  useEffect(() => {
    if (!isQuiet || tool === undefined) return
    const actions = ['hide', 'allow'] as const
    return whenIdle(() => {
      for (const action of actions) sync.rehearse([{ kind: 'set_action', tool, action }])
    })
  }, [isQuiet, sync, tool])
}

/** What is enforced, made ready; rules that the draft has too are the same objects, so that what differs is seen at once. */
function useEnforced(session: Session, enforced: Revision | undefined, inventory: Inventory) {
  const { text, classes } = enforced ?? {}
  return useMemo(() => {
    const parsed = text === undefined ? undefined : parse(text, session.sync.parsed())
    return parsed?.document && compile(parsed.document, withClasses(inventory, classes ?? {}))
  }, [session, text, classes, inventory])
}

/** Who has changed nothing sees what a colleague publishes at once; a draft is never touched. */
function useFollowedRevision(
  { buffer, keeper, published }: Session,
  enforced: Revision | undefined,
  setBase: (base: number | null) => void,
): void {
  const before = useRef(enforced)
  useEffect(() => {
    const last = before.current
    before.current = enforced
    if (enforced === undefined || last === undefined || last.number === enforced.number) return
    if (buffer.state().text !== last.text || published.has(enforced.text)) return
    const label = `Follow v${enforced.number}`
    buffer.apply(replacement(last.text, enforced.text), { origin: 'remote', label, at: Date.now() })
    keeper.rebase(enforced.text)
    setBase(enforced.number)
  }, [buffer, keeper, published, enforced, setBase])
}

/** Saves a draft, and turns what the API says into what the keeper understands. */
function usePut(policyId: string) {
  const client = useQueryClient()
  const { mutateAsync } = usePutDraft(policyId)
  return async (text: string, base: number | null, expected: string | null): Promise<PutOutcome> => {
    try {
      return { kind: 'kept', draft: await mutateAsync({ text, base, expected }) }
    } catch (thrown) {
      if (!(thrown instanceof ApiFault)) throw thrown
      const offline = thrown.kind === 'network'
      if (thrown.code !== 'stale') return { kind: 'failed', message: thrown.message, offline }
      const theirs = await client.fetchQuery({ ...draftQuery(policyId), staleTime: 0 }).catch(() => undefined)
      return theirs === undefined
        ? {
            kind: 'failed',
            message: 'The draft was changed elsewhere, and could not be fetched.',
            offline: false,
          }
        : { kind: 'stale', theirs }
    }
  }
}
