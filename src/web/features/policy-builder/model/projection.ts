import type { InventoryTool } from '#model/inventory'
import { type CompiledPolicy, compile, type Inventory, type PolicyDocument } from '#policy'
import { type Row, type RowFacts, type RowsInput, rowsAfter, rowsOf } from './rows.ts'

/** What the list shows of a document. */
export interface Projection {
  readonly policy: CompiledPolicy
  readonly rows: readonly Row[]
  /** How many of them differ from what is enforced; undefined before the first publish. */
  readonly changes: number | undefined
}

export interface ToProject extends RowFacts {
  readonly tools: readonly InventoryTool[]
  readonly inventory: Inventory
  readonly document: PolicyDocument
  readonly broken: readonly string[]
  readonly enforced: CompiledPolicy | undefined
}

/**
 * Projects one document after the other and remembers the last, so that an edit costs what it touches. What it answers does
 * not depend on what it remembers.
 */
export function createProjector(): (asked: ToProject) => Projection {
  let last: { readonly input: RowsInput; readonly rows: readonly Row[] } | undefined
  return ({ inventory, document, ...rest }) => {
    const policy = compile(document, inventory, last?.input.policy ?? rest.enforced)
    const input = { ...rest, policy }
    const rows = last === undefined ? rowsOf(input) : rowsAfter(input, last.input, last.rows)
    last = { input, rows }
    const changes = rest.enforced && rows.reduce((count, { changed }) => count + (changed ? 1 : 0), 0)
    return { policy, rows, changes }
  }
}
