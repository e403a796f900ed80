import type { Category } from './category.ts'
import { contradiction } from './explain.ts'
import type { Signal, SignalCode } from './judgement.ts'
import type { Argument } from './schema-reading.ts'
import type { Readings } from './verdict.ts'

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** What an argument's name tells of what it takes, and the sentence that says so. */
const argumentSignals: readonly (readonly [SignalCode, string, (argument: string) => string])[] = [
  [
    'credentials',
    'password passwords secret secrets credential credentials apikey passphrase otp mfa pin privatekey',
    (name) => `It takes credentials in \`${name}\`.`,
  ],
  [
    'accepts-query',
    'sql query jql soql cypher graphql promql logql aql kql gaql statement',
    (name) => `It takes a free query in \`${name}\`.`,
  ],
  [
    'accepts-code',
    'code script command cmd javascript python luau shell bash expression js snippet program commands',
    (name) => `It takes free code or a command in \`${name}\`.`,
  ],
  [
    'accepts-template',
    'template jinja liquid mustache handlebars',
    (name) => `It takes a template in \`${name}\`.`,
  ],
  [
    'accepts-url',
    'url urls uri uris webhook href endpoint link',
    (name) => `It takes an address to call or show in \`${name}\`.`,
  ],
  [
    'accepts-path',
    'path paths file files filename filepath directory dir folder cwd workspace',
    (name) => `It takes a file or path in \`${name}\`.`,
  ],
]

const signalOfWord = new Map(
  argumentSignals.flatMap((signal) => signal[1].split(' ').map((word) => [word, signal] as const)),
)

const bulkWords = set('bulk batch mass multiple many all')
const adminWords = set(
  'admin administrator sudo root superuser privileged privilege permission permissions role roles policy acl iam',
)
const outward = set(
  'send post publish share email mail sms notify invite broadcast tweet forward reply message announce toot',
)
const outwardArguments = set('to recipient recipients cc bcc webhook phone')

/** What a person should know beside the category, in a settled order, at most one of a kind. */
export function signalsOf(readings: Readings, category: Category, described: boolean): Signal[] {
  const { name, description, schema } = readings
  const found: Signal[] = []
  for (const argument of schema.arguments) {
    const signal = argument.words
      .map((word) => signalOfWord.get(word.text))
      .find((each) => each !== undefined)
    if (signal === undefined || !isFree(argument)) continue
    const [code, , label] = signal
    if (!found.some((each) => each.code === code))
      found.push({ code, label: label(argument.name), argument: argument.name })
  }
  const says = (words: ReadonlySet<string>) => name.words.some((word) => words.has(word.text))
  const list = schema.arguments.find(
    (each) => each.schema['type'] === 'array' && /(?:ids|items|s)$/i.test(each.name),
  )
  if (says(bulkWords)) found.push({ code: 'bulk', label: 'One call can touch many things.' })
  else if (category !== 'read' && list !== undefined)
    found.push({
      code: 'bulk',
      label: `One call can touch many things, listed in \`${list.name}\`.`,
      argument: list.name,
    })
  if (says(adminWords))
    found.push({ code: 'admin', label: 'It is about administration: roles, permissions or policies.' })
  const acts = [...name.acts, ...description.acts.slice(0, 1)]
  const recipient = schema.arguments.some((each) => outwardArguments.has(each.words.at(-1)?.text ?? ''))
  if (category !== 'read' && (acts.some((act) => outward.has(act.verb)) || recipient))
    found.push({ code: 'sends-outside', label: 'It can send content to others.' })
  if (schema.arguments.length > 12)
    found.push({ code: 'many-parameters', label: `It takes ${schema.arguments.length} arguments.` })
  if (schema.dispatch !== undefined)
    found.push({
      code: 'dispatcher',
      label: `It runs the action named in \`${schema.dispatch.name}\`.`,
      argument: schema.dispatch.name,
    })
  if (!described) found.push({ code: 'no-description', label: 'An empty description limits confidence.' })
  const doubt = contradiction(category, readings)
  if (doubt !== undefined) found.push({ code: 'hint-contradicts', label: doubt })
  return found
}

function isFree(argument: Argument): boolean {
  const type = argument.schema['type']
  return (
    type !== 'boolean' && type !== 'number' && type !== 'integer' && argument.schema['enum'] === undefined
  )
}
