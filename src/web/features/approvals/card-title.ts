import type { ArgumentRow } from './argument-rows.ts'

/** What a call would do: "Delete policy package", and to what: `branch-edge-2024`. */
export interface CardTitle {
  readonly verb: string
  readonly object: string | undefined
}

const longestObject = 60
/** Arguments that mostly say which thing is meant, the surest first. */
const naming = [
  /^(name|title|id|key|path|file|filename|uri|url|slug|email|to|recipient)$/i,
  /(^|_)(name|id|key|path)$/i,
]

/** The tool's own title, else its name as words; the object from the arguments that the rule looked at, or one that names. */
export function cardTitle(tool: string, title: string | null, rows: readonly ArgumentRow[]): CardTitle {
  const verb = title ?? wordsOfName(tool)
  const plain = rows.filter(
    ({ value }) => value !== '' && value.length <= longestObject && !/[\n{[]/.test(value),
  )
  const object =
    naming.reduce<ArgumentRow | undefined>(
      (found, pattern) => found ?? plain.find(({ name }) => pattern.test(name)),
      undefined,
    ) ??
    plain.find(({ hot }) => hot) ??
    plain.find(({ value }) => !/^(true|false|null|-?[\d.]+)$/.test(value))
  return { verb, object: object?.value }
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
