import type { ArgumentRow } from './argument-rows.ts'

/** What a call would do: "Delete policy package", and to what: `branch-edge-2024`. */
export interface CardTitle {
  readonly verb: string
  readonly object: string | undefined
}

const longestObject = 60
/** Arguments that mostly say which thing is meant. */
const naming = /^(name|title|id|key|path|file|filename|uri|url|slug|email|to|recipient)$/i
const namingEnd = /(^|_)(name|id|key|path)$/i
const noName = /^(true|false|null|-?[\d.]+)$/

/** The tool's own title, else its name as words; the object from the argument that most likely names it. */
export function cardTitle(tool: string, title: string | null, rows: readonly ArgumentRow[]): CardTitle {
  const words = wordsOfName(tool)
  const named = new Set(words.toLowerCase().split(' '))
  const plain = rows.filter(
    ({ value }) => value !== '' && value.length <= longestObject && !/[\n{[]/.test(value),
  )
  // From the surest sign to the weakest: `id`, the `package` of `delete_package`, `pool_name`, what the rule looked at.
  const signs: readonly ((row: ArgumentRow) => boolean)[] = [
    ({ name }) => naming.test(name),
    ({ name, value }) => named.has(name.toLowerCase()) && !noName.test(value),
    ({ name }) => namingEnd.test(name),
    ({ hot, value }) => hot && !noName.test(value),
    ({ value }) => !noName.test(value),
    ({ hot }) => hot,
  ]
  const object = signs.reduce<ArgumentRow | undefined>((found, sign) => found ?? plain.find(sign), undefined)
  return { verb: title ?? words, object: object?.value }
}

/** `delete_policy_package` and `deletePolicyPackage` → "Delete policy package". */
function wordsOfName(tool: string): string {
  const inner = tool.slice(tool.lastIndexOf(':') + 1)
  const words = inner
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\-./]+/g, ' ')
    .trim()
    .toLowerCase()
  return words === '' ? tool : words.charAt(0).toUpperCase() + words.slice(1)
}
