import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { type Act, meaning } from './act.ts'
import { compareCategories } from './category.ts'
import { type Word, wordsOfName, wordsOfText } from './words.ts'

/** One argument, one level deep: name, its words and its schema. */
export interface Argument {
  readonly name: string
  readonly words: readonly Word[]
  readonly schema: JsonObject
}

/** What the arguments say. */
export interface SchemaReading {
  readonly arguments: readonly Argument[]
  /** Acts that the argument naming an action may ask for, gravest first. */
  readonly acts: readonly Act[]
  /** The argument that names an inner action, when there is one. */
  readonly dispatch: Argument | undefined
  /** True when the action is a free string beside an object of arguments. */
  readonly open: boolean
  /** The argument that takes free code or a statement that may change things. */
  readonly code: Argument | undefined
  /** The argument that names a place to write to. */
  readonly saves: Argument | undefined
  /** True when a prompt stands beside a sandbox, approvals or the like: an agent is run. */
  readonly runsAgent: boolean
  /** True when an argument takes a prompt. */
  readonly prompts: boolean
  /** The kinds of objects that arguments are named after. */
  readonly kinds: number
  /** True when the schema says that there are no arguments. */
  readonly none: boolean
}

const dispatchNames = new Set([
  'action',
  'operation',
  'op',
  'method',
  'command',
  'subcommand',
  'cmd',
  'verb',
  'tool',
  'function',
  'mode',
  'actiontype',
  'operationtype',
  'toolname',
  'commandname',
  'functionname',
  'actionname',
  'request',
  'httpmethod',
  'task',
])
const bundles = new Set([
  'params',
  'parameters',
  'args',
  'arguments',
  'payload',
  'input',
  'options',
  'data',
  'inputs',
  'kwargs',
])
const codeNames = new Set([
  'sql',
  'code',
  'script',
  'javascript',
  'python',
  'luau',
  'cypher',
  'statement',
  'statements',
  'bash',
  'shell',
  'command',
  'cmd',
  'snippet',
  'sqlquery',
  'functionbody',
  'expression',
  'shellcommand',
  'js',
  'program',
  'commands',
  'sourcecode',
])
const savesName =
  /^(?:(?:output|save|saved|dest|destination|local|target|download|export)_?(?:path|dir|directory|file|filepath|folder|filename)|destination|output|save_?to|downloads_?dir|directory|to_?file)$/i

const promptNames = /^(?:prompt|task|instructions?|goal)$/i
const agentNames =
  /^(?:sandbox|sandbox_?mode|approval_?\w+|permission_?mode|allowed_?tools|max_?turns|working_?dir(?:ectory)?)$/i

/** Reads the input schema, one level deep; a lone object argument is opened. */
export function readSchema(
  schema: Json | undefined,
  nameKinds: number,
  wordsOf: (name: string) => readonly Word[],
): SchemaReading {
  const properties = propertiesOf(schema)
  const found: Argument[] = []
  for (const name of Object.keys(properties)) {
    const inner = properties[name]
    found.push({ name, words: wordsOf(name), schema: isJsonObject(inner) ? inner : {} })
  }
  const kinds = found.reduce(
    (bits, each) => each.words.reduce((more, word) => more | (word.entry?.kinds ?? 0), bits),
    0,
  )
  const dispatch = dispatchOf(found)
  const choices = dispatch === undefined ? [] : choicesOf(dispatch)
  const acts = choices.flatMap((choice) => actOf(choice, nameKinds))
  acts.sort((a, b) => compareCategories(b.says, a.says))
  return {
    arguments: found,
    acts,
    dispatch: dispatch !== undefined && (acts.length > 0 || isOpen(dispatch, found)) ? dispatch : undefined,
    open: dispatch !== undefined && isOpen(dispatch, found),
    code: found.find((each) => codeNames.has(squeeze(each.name)) && takesText(each.schema)),
    saves: found.find((each) => savesName.test(each.name)),
    prompts: found.some((each) => promptNames.test(each.name)),
    runsAgent:
      found.some((each) => promptNames.test(each.name)) && found.some((each) => agentNames.test(each.name)),
    kinds,
    none: isJsonObject(schema) && found.length === 0 && schema['additionalProperties'] !== true,
  }
}

function propertiesOf(schema: Json | undefined): JsonObject {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  if (!isJsonObject(properties)) return {}
  const names = Object.keys(properties)
  const only = names.length === 1 ? properties[names[0] ?? ''] : undefined
  const inner = isJsonObject(only) ? only['properties'] : undefined
  return isJsonObject(inner) ? inner : properties
}

function squeeze(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase()
}

function dispatchOf(found: readonly Argument[]): Argument | undefined {
  const candidates = found.filter((each) => dispatchNames.has(squeeze(each.name)))
  return (
    candidates.find((each) => choicesOf(each).some((choice) => actOf(choice, 0).length > 0)) ?? candidates[0]
  )
}

function isOpen(dispatch: Argument, found: readonly Argument[]): boolean {
  const description = dispatch.schema['description']
  const examples =
    typeof description === 'string' && /\b(?:e\.g\.|such as|for example|like)/i.test(description)
  if (listedChoices(dispatch.schema).length > 0 || (choicesOf(dispatch).length > 0 && !examples)) return false
  return found.some((each) => bundles.has(squeeze(each.name)) && !takesText(each.schema))
}

function takesText(schema: JsonObject): boolean {
  const type = schema['type']
  return (
    (type === undefined || type === 'string' || type === 'array') &&
    schema['enum'] === undefined &&
    schema['properties'] === undefined
  )
}

/** The values that an argument may take, when the schema or, failing that, its description names them. */
function choicesOf(argument: Argument): string[] {
  const listed = listedChoices(argument.schema)
  if (listed.length > 0) return listed
  const description = argument.schema['description']
  if (typeof description !== 'string') return []
  const quoted = [...description.matchAll(/["'`]([a-z][a-z_-]{1,30})["'`]/g)].map((match) => match[1] ?? '')
  if (quoted.length > 1) return quoted
  const listing = /(?:one of|:|\()\s*((?:[a-z_-]+\s*[,|/]\s*(?:or )?)+[a-z_-]+)/i.exec(description)
  return listing === null ? [] : wordsOfText(listing[1] ?? '', 200).map((word) => word.text)
}

function listedChoices(schema: JsonObject): string[] {
  const values = Array.isArray(schema['enum']) ? schema['enum'] : []
  const branches = schema['anyOf'] ?? schema['oneOf']
  const inner = Array.isArray(branches)
    ? branches.flatMap((each) => (isJsonObject(each) ? constants(each) : []))
    : []
  return [...values, ...inner].filter((value) => typeof value === 'string')
}

function constants(schema: JsonObject): Json[] {
  const values = schema['enum']
  return Array.isArray(values) ? [...values] : schema['const'] === undefined ? [] : [schema['const']]
}

function actOf(choice: string, kinds: number): Act[] {
  const words = wordsOfName(choice)
  const word = words.find((each) => each.entry?.form === 'base' && each.entry.verb !== undefined)
  const verb = word?.entry?.verb
  if (verb === undefined) return []
  const on = words.reduce((bits, each) => bits | (each === word ? 0 : (each.entry?.kinds ?? 0)), kinds)
  const sense = meaning(verb, { on, head: kinds, amid: on })
  return [
    {
      where: 'schema',
      text: choice,
      start: 0,
      end: choice.length,
      verb: verb.base,
      verbness: verb.verbness,
      pointed: true,
      sure: verb.verbness,
      ...sense,
    },
  ]
}
