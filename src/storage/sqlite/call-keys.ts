import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Call } from '#model/activity'
import { invariant } from '#std/invariant'

/** How many keys are remembered: clients may call tools by whatever names they like. */
const mostKnown = 20_000

interface Source {
  readonly key: number
  readonly tools: Map<string, number>
}

/** What a row of `calls` has instead of the texts that its neighbours have too. */
interface CallKeys {
  readonly source: number
  readonly tool: number
  readonly rule: number
  readonly policy: number | null
  readonly client: number | null
}

/**
 * Finds or makes the keys of a call, within a transaction. INVARIANT: if it is rolled back, `forget`, or rows would be
 * written with keys that are in no table.
 */
export function createCallKeys(database: DatabaseSync) {
  const source = keying(database, 'callSources', ['grantId', 'serverId', 'workspaceId'], ['grantId'])
  const tool = keying(database, 'callTools', ['serverId', 'name'])
  const word = keying(database, 'callWords', ['text'])
  const sources = new Map<string, Source>()
  const words = new Map<string, number>()
  let known = 0

  const forget = () => {
    sources.clear()
    words.clear()
    known = 0
  }
  const learnt = (statement: StatementSync, ...values: SQLInputValue[]): number => {
    if (++known > mostKnown) forget()
    const key = statement.get(...values)?.['key']
    invariant(typeof key === 'number', 'a text of a call was given no key')
    return key
  }
  const sourceOf = ({ grantId, serverId, workspaceId }: Call): Source => {
    const made = { key: learnt(source, grantId, serverId, workspaceId), tools: new Map<string, number>() }
    sources.set(grantId, made)
    return made
  }
  const toolOf = (tools: Source['tools'], call: Call): number => {
    const key = learnt(tool, call.serverId, call.tool)
    tools.set(call.tool, key)
    return key
  }
  const newWord = (text: string): number => {
    const key = learnt(word, text)
    words.set(text, key)
    return key
  }
  const wordOf = (text: string): number => words.get(text) ?? newWord(text)
  return {
    of(call: Call): CallKeys {
      const { key, tools } = sources.get(call.grantId) ?? sourceOf(call)
      const { policyId, clientName } = call
      return {
        source: key,
        tool: tools.get(call.tool) ?? toolOf(tools, call),
        rule: wordOf(call.rule),
        policy: policyId === null ? null : wordOf(policyId),
        client: clientName === null ? null : wordOf(clientName),
      }
    },
    wordOf,
    forget,
  }
}

/** Gives the key of the row that has these values, and makes one when there is none: a grant never changes its server. */
function keying(
  database: DatabaseSync,
  table: string,
  columns: readonly string[],
  unique: readonly string[] = columns,
): StatementSync {
  const [first] = unique
  return database.prepare(
    `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})
     on conflict (${unique.join()}) do update set ${first} = ${first} returning key`,
  )
}
