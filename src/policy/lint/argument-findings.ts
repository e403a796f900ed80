import { type JsonType, jsonType } from '#std/equal'
import type { Json } from '#std/json'
import { nearest } from '#std/nearest'
import type { CompiledChecks, CompiledLimit, CompiledPredicate, CompiledRule } from '../compile-rule.ts'
import { parsePath, type Step, stepText } from '../path.ts'
import type { Finding } from '../problem.ts'
import type { Condition, Predicate } from '../schema.ts'
import { type ArgumentKnowledge, argumentKnowledge, enumOf, typesOf } from '../schema-of-arguments.ts'
import { argumentName, oneOf, quote } from '../words.ts'
import { decided, type Ground } from './grounds.ts'
import { fixBy, type Linting } from './linting.ts'

/** Conditions and sums held against the input schemas of the tools that they are about. */
export function argumentFindings(linting: Linting): Finding[] {
  const { policy, grounds } = linting
  return [
    ...checksFindings(linting, policy.allTools, {
      pointer: '/all_tools',
      tools: grounds.all,
      require: policy.document.all_tools?.require,
    }),
    ...policy.rules.filter(looksAtArguments).flatMap((rule) =>
      ruleFindings(linting, rule, {
        pointer: rule.pointer,
        tools: decided(grounds, rule),
        require: rule.source.require,
      }),
    ),
  ]
}

/** Most rules have no conditions and count calls: there is nothing to hold against a schema. */
function looksAtArguments({ require, denyIf, approveIf, limits }: CompiledRule): boolean {
  return require.length + denyIf.length + approveIf.length > 0 || limits.some(({ sum }) => sum !== undefined)
}

/** The tools that a list of conditions is about, and what else is required of them. */
interface About {
  readonly pointer: string
  readonly tools: readonly Ground[]
  readonly require: readonly Predicate[] | undefined
}

function ruleFindings(linting: Linting, rule: CompiledRule, about: About): Finding[] {
  if (rule.action === 'deny' || rule.action === 'hide') return []
  return [
    ...checksFindings(linting, rule, about),
    ...predicatesFindings(linting, rule.approveIf, about, true),
  ]
}

function checksFindings(
  linting: Linting,
  { require, denyIf, limits }: CompiledChecks,
  about: About,
): Finding[] {
  if (about.tools.length === 0) return []
  return [
    ...predicatesFindings(linting, require, about, false),
    ...predicatesFindings(linting, denyIf, about, true),
    ...limits.flatMap((limit) => sumFindings(linting, limit, about)),
  ]
}

function predicatesFindings(
  linting: Linting,
  predicates: readonly CompiledPredicate[],
  about: About,
  isGuard: boolean,
): Finding[] {
  return predicates.flatMap(({ pointer, conditions }) =>
    conditions.flatMap(({ source }, index) => {
      const steps = stepsOf(source.path)
      if (steps === undefined) return []
      const at = `${pointer}/conditions/${index}`
      const known = about.tools.map(({ schema }) => argumentKnowledge(schema, steps))
      const misfit = misfitFinding(linting, source, { at, known, about })
      if (misfit !== undefined) return [misfit]
      return isGuard ? bypassFindings(linting, source, { at, known, about }) : []
    }),
  )
}

function stepsOf(path: string): readonly Step[] | undefined {
  const parsed = parsePath(path)
  return parsed.ok && parsed.value.root === 'args' && parsed.value.steps.length > 0
    ? parsed.value.steps
    : undefined
}

/** What is wrong for every tool that the condition is about; what fits one of them is no mistake. */
function misfitFinding(linting: Linting, condition: Condition, { at, known }: Spot): Finding | undefined {
  const impossible = known.filter((one) => one.kind === 'impossible')
  const [first] = impossible
  if (first !== undefined && impossible.length === known.length)
    return impossibleFinding(linting, condition.path, `${at}/path`, first)
  const schemas = known.flatMap((one) => (one.kind === 'known' ? [one.schema] : []))
  if (schemas.length === 0 || schemas.length + impossible.length < known.length) return undefined
  const wanted = wantedTypes(condition)
  const types = schemas.map(typesOf)
  if (
    wanted !== undefined &&
    types.every((given) => given !== undefined && !given.some((one) => wanted.has(jsonTypeOf(one))))
  )
    return clash(
      `${at}/value`,
      condition.path,
      types.flatMap((given) => given ?? []),
      wanted,
    )
  return neverEqual(linting, condition, at, schemas.map(enumOf))
}

function impossibleFinding(
  { parsed }: Linting,
  path: string,
  pointer: string,
  { at: missing, names }: ArgumentKnowledge & { kind: 'impossible' },
): Finding {
  const meant = nearest(missing, names)
  const message = `there is no argument ${argumentName(path)}`
  if (meant === undefined) return { code: 'unknown_argument', message, pointer }
  const mended = mendedPath(path, missing, meant)
  const fix = fixBy(parsed, `Change to ${argumentName(mended)}`, [{ kind: 'set', pointer, value: mended }])
  return { code: 'unknown_argument', message: `${message}; did you mean \`${meant}\``, pointer, fix }
}

/** The path with another name in one place: the first that has the wrong one. */
function mendedPath(path: string, missing: string, meant: string): string {
  const parsed = parsePath(path)
  if (!parsed.ok || parsed.value.root !== 'args') return path
  const at = parsed.value.steps.findIndex((step) => step.kind === 'member' && step.name === missing)
  return `args${parsed.value.steps.map((step, index) => stepText(index === at ? { kind: 'member', name: meant } : step)).join('')}`
}

/** The types that a condition can say anything of; undefined where every type will do. */
function wantedTypes({ op, value }: Condition): ReadonlySet<JsonType | 'none'> | undefined {
  switch (op) {
    case 'exists':
      return undefined
    case 'eq':
    case 'neq':
      return new Set([jsonType(value)])
    case 'in':
    case 'not_in':
      return new Set(Array.isArray(value) ? value.map((one: Json) => jsonType(one)) : [])
    case 'regex':
      return new Set<JsonType>(['string'])
    case 'contains':
      return new Set<JsonType>(typeof value === 'string' ? ['string', 'list'] : ['list'])
    default:
      return new Set<JsonType>(['number'])
  }
}

/** The type of JSON that a word of JSON Schema means; a word that it does not know means none. */
function jsonTypeOf(type: string): JsonType | 'none' {
  const types: Readonly<Record<string, JsonType>> = {
    string: 'string',
    number: 'number',
    integer: 'number',
    boolean: 'boolean',
    null: 'null',
    array: 'list',
    object: 'object',
  }
  return types[type] ?? 'none'
}

function clash(
  at: string,
  path: string,
  types: readonly string[],
  wanted: ReadonlySet<JsonType | 'none'>,
): Finding {
  const given = oneOf([...new Set(types)])
  const message = `${argumentName(path)} is ${given}, and this looks for ${oneOf([...wanted])}`
  return { code: 'type_clash', message, pointer: at }
}

function neverEqual(
  { parsed }: Linting,
  { path, op, value }: Condition,
  at: string,
  enums: readonly (readonly string[])[],
): Finding | undefined {
  if ((op !== 'eq' && op !== 'neq') || typeof value !== 'string') return undefined
  if (enums.some((values) => values.length === 0 || values.includes(value))) return undefined
  const meant = nearest(value, enums.flat())
  const pointer = `${at}/value`
  const message = `${argumentName(path)} is never ${quote(value)}`
  if (meant === undefined) return { code: 'never_matches', message, pointer }
  const fix = fixBy(parsed, `Change to ${quote(meant)}`, [{ kind: 'set', pointer, value: meant }])
  return { code: 'never_matches', message: `${message}; did you mean ${quote(meant)}`, pointer, fix }
}

interface Spot {
  readonly at: string
  readonly known: readonly ArgumentKnowledge[]
  readonly about: About
}

/** A guard looks for a reason to stop: an argument that a call may leave out gives it none. */
function bypassFindings({ parsed }: Linting, condition: Condition, { at, known, about }: Spot): Finding[] {
  if (['exists', 'neq', 'not_in'].includes(condition.op) || isRequired(about.require, condition.path))
    return []
  const name = argumentName(condition.path)
  const exists = { conditions: [{ path: condition.path, op: 'exists', value: true }] }
  const list = about.require === undefined ? [exists] : exists
  const pointer = `${about.pointer}/require${about.require === undefined ? '' : '/-'}`
  const fix = fixBy(parsed, `Require ${name}`, [{ kind: 'set', pointer, value: list }])
  if (known.some((one) => one.kind === 'unnamed'))
    return [
      {
        code: 'unnamed_argument',
        message: `the tool does not name ${name}, so a call without it passes by`,
        pointer: `${at}/path`,
        fix,
      },
    ]
  if (known.some((one) => one.kind === 'known' && !one.required))
    return [
      {
        code: 'optional_argument',
        message: `${name} is optional, and a call without it passes by`,
        pointer: `${at}/path`,
        fix,
      },
    ]
  return []
}

/** Whether a requirement fails when the argument is missing, as any does but `exists: false`. */
function isRequired(require: readonly Predicate[] | undefined, path: string): boolean {
  return (require ?? []).some(({ conditions }) =>
    conditions.some((one) => one.path === path && !(one.op === 'exists' && one.value === false)),
  )
}

function sumFindings(linting: Linting, { pointer, sum }: CompiledLimit, { tools }: About): Finding[] {
  if (sum === undefined) return []
  const at = `${pointer}/increment_from`
  const known = tools.map(({ schema }) => argumentKnowledge(schema, sum.steps))
  const impossible = known.find((one) => one.kind === 'impossible')
  if (impossible?.kind === 'impossible' && known.every((one) => one.kind === 'impossible'))
    return [impossibleFinding(linting, sum.path, at, impossible)]
  const types = known.map((one) => (one.kind === 'known' ? typesOf(one.schema) : undefined))
  if (
    types.length === 0 ||
    !types.every((given) => given?.every((one) => one !== 'number' && one !== 'integer'))
  )
    return []
  return [
    clash(
      at,
      sum.path,
      types.flatMap((given) => given ?? []),
      new Set<JsonType>(['number']),
    ),
  ]
}
