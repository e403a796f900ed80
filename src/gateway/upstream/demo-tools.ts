import type { ToolDefinition } from '#mcp/tool'
import { isJsonObject, type JsonObject } from '#std/json'

/** One tool of each risk class, described as a careful author would. */
export const demoTools: readonly ToolDefinition[] = [
  {
    name: 'list_notes',
    title: 'List notes',
    description: 'Lists all notes with their ids and texts. Changes nothing.',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: 'add_note',
    title: 'Add a note',
    description: 'Adds a note and returns its id.',
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string', description: 'What the note says.', maxLength: 2000 } },
      required: ['text'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  },
  {
    name: 'run_report',
    title: 'Run a report',
    description: 'Executes a report script over the notes or the invoices and returns its output.',
    inputSchema: {
      type: 'object',
      properties: {
        script: { type: 'string', enum: ['notes', 'invoices'], description: 'Which script to execute.' },
      },
      required: ['script'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  },
  {
    name: 'delete_note',
    title: 'Delete a note',
    description: 'Permanently deletes a note. This cannot be undone.',
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'integer', description: 'The id of the note.' } },
      required: ['id'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    name: 'pay_invoice',
    title: 'Pay an invoice',
    description: 'Pays an open invoice from the account: money is transferred to the payee.',
    inputSchema: {
      type: 'object',
      properties: {
        invoice: { type: 'string', description: 'The number of the invoice, such as INV-1.' },
        amount: { type: 'number', description: 'How much to pay, in euros.', exclusiveMinimum: 0 },
      },
      required: ['invoice', 'amount'],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  },
]

interface Invoice {
  readonly payee: string
  /** Cents, so that sums are exact. */
  open: number
}

/** The demo's notes and money. */
export interface DemoState {
  readonly notes: Map<number, string>
  readonly invoices: Map<string, Invoice>
  nextNote: number
  balance: number
}

const mostNotes = 1_000

export function createDemoState(): DemoState {
  return {
    notes: new Map([
      [1, 'Water the plants on Friday.'],
      [2, 'The spare key is with Ines.'],
    ]),
    invoices: new Map([
      ['INV-1', { payee: 'Paper & Ink Ltd', open: 12_050 }],
      ['INV-2', { payee: 'Northern Light Power', open: 98_900 }],
    ]),
    nextNote: 3,
    balance: 500_000,
  }
}

interface DemoResult {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[]
  readonly isError?: true
}

function said(text: string): DemoResult {
  return { content: [{ type: 'text', text }] }
}

function failed(text: string): DemoResult {
  return { ...said(text), isError: true }
}

function euros(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}

/** Runs a tool on the state. Undefined = there is no such tool. */
export function runDemoTool(state: DemoState, name: unknown, given: unknown): DemoResult | undefined {
  const args: JsonObject = isJsonObject(given) ? given : {}
  switch (name) {
    case 'list_notes':
      return said([...state.notes].map(([id, text]) => `${id}: ${text}`).join('\n') || 'There are no notes.')
    case 'add_note':
      return addNote(state, args['text'])
    case 'run_report':
      return runReport(state, args['script'])
    case 'delete_note':
      return deleteNote(state, args['id'])
    case 'pay_invoice':
      return payInvoice(state, args['invoice'], args['amount'])
    default:
      return undefined
  }
}

function addNote(state: DemoState, text: unknown): DemoResult {
  if (typeof text !== 'string' || text === '' || text.length > 2000)
    return failed('`text` must be a string of 1 to 2000 characters.')
  if (state.notes.size >= mostNotes) return failed(`There are ${mostNotes} notes already. Delete one first.`)
  const id = state.nextNote
  state.nextNote += 1
  state.notes.set(id, text)
  return said(`Added note ${id}.`)
}

function runReport(state: DemoState, script: unknown): DemoResult {
  if (script === 'notes') {
    const letters = [...state.notes.values()].reduce((sum, text) => sum + text.length, 0)
    return said(`${state.notes.size} notes, ${letters} characters in all.`)
  }
  if (script !== 'invoices') return failed('`script` must be `notes` or `invoices`.')
  const lines = [...state.invoices].map(
    ([number, { payee, open }]) => `${number} ${payee}: ${open === 0 ? 'paid' : `${euros(open)} open`}`,
  )
  return said([...lines, `Balance: ${euros(state.balance)}`].join('\n'))
}

function deleteNote(state: DemoState, id: unknown): DemoResult {
  if (typeof id !== 'number') return failed('`id` must be a number.')
  return state.notes.delete(id) ? said(`Deleted note ${id}.`) : failed(`There is no note ${id}.`)
}

function payInvoice(state: DemoState, number: unknown, amount: unknown): DemoResult {
  const invoice = typeof number === 'string' ? state.invoices.get(number) : undefined
  if (invoice === undefined) return failed('There is no such invoice. Open ones are listed by `run_report`.')
  if (typeof amount !== 'number' || !(amount > 0)) return failed('`amount` must be a number above 0.')
  const cents = Math.round(amount * 100)
  if (cents > invoice.open) return failed(`Only ${euros(invoice.open)} of ${number} is open.`)
  if (cents > state.balance) return failed(`The balance is only ${euros(state.balance)}.`)
  invoice.open -= cents
  state.balance -= cents
  return said(`Paid ${euros(cents)} to ${invoice.payee}. The balance is ${euros(state.balance)}.`)
}
