import { expect, test } from 'vitest'
import { cardTitle } from './card-title.ts'

const row = (name: string, value: string, hot = false) => ({ name, value, hot })

test.each([
  {
    tool: 'delete_policy_package',
    title: null,
    rows: [row('adom', 'prod', true), row('package', 'branch-edge')],
    verb: 'Delete policy package',
    object: 'branch-edge',
  },
  { tool: 'deleteNote', title: null, rows: [row('id', 'n-12')], verb: 'Delete note', object: 'n-12' },
  {
    tool: 'truenas:pool.delete',
    title: 'Delete a pool',
    rows: [row('pool_name', 'tank'), row('force', 'true')],
    verb: 'Delete a pool',
    object: 'tank',
  },
  { tool: 'refund', title: null, rows: [row('amount', '12400', true)], verb: 'Refund', object: '12400' },
  {
    tool: 'run',
    title: null,
    rows: [row('script', 'a\nb'), row('force', 'true')],
    verb: 'Run',
    object: undefined,
  },
  {
    tool: 'pay_invoice',
    title: null,
    rows: [row('amount', '12400', true), row('invoice', 'inv-9')],
    verb: 'Pay invoice',
    object: 'inv-9',
  },
  { tool: '___', title: null, rows: [], verb: '___', object: undefined },
])('$tool reads as a verb and an object', ({ tool, title, rows, verb, object }) => {
  expect(cardTitle(tool, title, rows)).toEqual({ verb, object })
})
