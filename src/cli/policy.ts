import { parseArgs } from 'node:util'
import {
  type Call,
  compile,
  diff,
  evaluate,
  type Inventory,
  lint,
  memoryCounters,
  type Parsed,
  type Problem,
  parse,
  recommendText,
  runTests,
} from '#policy'
import { type Fault, fail, ok, type Result } from '#std/result'
import type { Io } from './io.ts'
import { type CallLine, inventoryOf, readCalls, readDispatch, readTools } from './policy-files.ts'

const usage = `usage: sallyport policy COMMAND

  check POLICY [--tools FILE] [--dispatch FILE] [--json]            problems; exit 1 on an error
  decide POLICY --tools FILE --calls FILE [--dispatch FILE]         a decision for each call
  test POLICY --tools FILE [--dispatch FILE] [--json]               the policy's tests; exit 1 when one fails
  diff OLD NEW --tools FILE [--dispatch FILE] [--json]              what changes, loosening first
  recommend --tools FILE [--dispatch FILE]                          a first policy

\`-\` is standard input. FILE of tools: a tools/list answer, its list, or a tool a line. FILE of calls: JSON lines of
{ "name", "arguments", "grant"?, "session"?, "at"? } in the order of time.
`

/** What a command was asked for, with its files read. */
interface Asked {
  readonly io: Io
  readonly policies: readonly Parsed[]
  readonly inventory: Inventory
  readonly calls: readonly CallLine[]
  readonly json: boolean
}

interface Command {
  readonly policies: number
  readonly needs: readonly Option[]
  readonly takes: readonly (Option | '--json')[]
  readonly run: (asked: Asked) => number
}

const optionNames = ['--tools', '--calls', '--dispatch'] as const
type Option = (typeof optionNames)[number]
type Refused = Fault<'usage' | 'unreadable' | 'malformed'>

const commands: Readonly<Record<string, Command>> = {
  check: { policies: 1, needs: [], takes: ['--tools', '--dispatch', '--json'], run: check },
  decide: { policies: 1, needs: ['--tools', '--calls'], takes: ['--dispatch'], run: decide },
  test: { policies: 1, needs: ['--tools'], takes: ['--dispatch', '--json'], run: test },
  diff: { policies: 2, needs: ['--tools'], takes: ['--dispatch', '--json'], run: difference },
  recommend: { policies: 0, needs: ['--tools'], takes: ['--dispatch'], run: recommendation },
}

/** `sallyport policy …`: 0 when all is well, 1 when the policy is not, 2 when the question cannot be answered. */
export async function policyCommand(args: string[], io: Io): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help') {
    io.out(usage)
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) return refuse(io, `no command \`policy ${name}\``)
  const asked = await ask(command, rest, io)
  return asked.ok ? command.run(asked.value) : refuse(io, asked.fault.message)
}

function refuse(io: Io, message: string): number {
  io.err(`sallyport: ${message}\n`)
  return 2
}

async function ask(command: Command, args: readonly string[], io: Io): Promise<Result<Asked, Refused>> {
  const given = parseArguments(command, args)
  if (!given.ok) return given
  const { paths, options, json } = given.value
  const texts = await readAll(io, [...paths, ...options.values()])
  if (!texts.ok) return texts
  const inOption = (option: Option) => {
    const path = options.get(option)
    return path === undefined ? undefined : ([path, texts.value.get(path) ?? ''] as const)
  }
  const [toolsFile, dispatchFile, callsFile] = [
    inOption('--tools'),
    inOption('--dispatch'),
    inOption('--calls'),
  ]
  const tools = toolsFile === undefined ? ok([]) : readTools(...toolsFile)
  if (!tools.ok) return tools
  const dispatchers = dispatchFile === undefined ? ok([]) : readDispatch(...dispatchFile)
  if (!dispatchers.ok) return dispatchers
  const calls = callsFile === undefined ? ok([]) : readCalls(...callsFile)
  if (!calls.ok) return calls
  const policies = paths.map((path) => parse(texts.value.get(path) ?? ''))
  const inventory = inventoryOf(tools.value, dispatchers.value)
  return ok({ io, policies, inventory, calls: calls.value, json })
}

interface Given {
  readonly paths: readonly string[]
  readonly options: ReadonlyMap<Option, string>
  readonly json: boolean
}

function parseArguments(command: Command, args: readonly string[]): Result<Given, Refused> {
  const words = wordsOf(command, args)
  if (!words.ok) return words
  const { positionals: paths, values } = words.value
  const options = new Map(optionNames.flatMap((name) => pathIn(values[name.slice(2)], name)))
  if (paths.length !== command.policies)
    return misused(`${countWords(command.policies)}, not ${paths.length}`)
  const missing = command.needs.find((option) => !options.has(option))
  if (missing !== undefined) return misused(`\`${missing} FILE\` is missing`)
  if ([...paths, ...options.values()].filter((path) => path === '-').length > 1)
    return misused('standard input can be read only once')
  return ok({ paths, options, json: values['json'] === true })
}

function pathIn(value: unknown, name: Option): [Option, string][] {
  return typeof value === 'string' ? [[name, value]] : []
}

function wordsOf({ needs, takes }: Command, args: readonly string[]) {
  const known = [...needs, ...takes].map((option) => {
    const type = option === '--json' ? ('boolean' as const) : ('string' as const)
    return [option.slice(2), { type }] as const
  })
  try {
    return ok(parseArgs({ args: [...args], options: Object.fromEntries(known), allowPositionals: true }))
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error))
  }
}

function countWords(count: number): string {
  return count === 0
    ? 'no policy is wanted here'
    : count === 1
      ? 'one policy is wanted'
      : 'two policies are wanted'
}

function misused(message: string): Result<never, Refused> {
  return fail({ code: 'usage', message: `${message}; see \`sallyport policy --help\`` })
}

async function readAll(io: Io, paths: readonly string[]): Promise<Result<Map<string, string>, Refused>> {
  const texts = new Map<string, string>()
  for (const path of new Set(paths)) {
    try {
      texts.set(path, await io.readText(path))
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return fail({ code: 'unreadable', message: `\`${path}\` cannot be read: ${why}` })
    }
  }
  return ok(texts)
}

function problemLine({ severity, line, column, code, message }: Problem): string {
  return `${severity} ${line}:${column} ${code} ${message}\n`
}

function check({ io, policies, inventory, json }: Asked): number {
  const problems = policies.flatMap((policy) => lint(policy, inventory, { now: 0 }))
  if (json) io.out(`${JSON.stringify(problems)}\n`)
  else for (const problem of problems) io.out(problemLine(problem))
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0
}

/** Tells what is wrong with policies that cannot be compiled. */
function tellErrors(io: Io, policies: readonly Parsed[]): number {
  for (const { problems } of policies) for (const problem of problems) io.err(problemLine(problem))
  return 1
}

function decide({ io, policies: [policy], inventory, calls }: Asked): number {
  if (policy?.document === undefined) return tellErrors(io, policy === undefined ? [] : [policy])
  const compiled = compile(policy.document, inventory)
  const counters = memoryCounters()
  for (const call of calls) {
    const decision = evaluate(compiled, callOf(call), counters, call.at)
    if (decision.outcome === 'allow') counters.reserve(decision.reservations, call.at)
    const { outcome, rule, message } = decision
    io.out(`${JSON.stringify({ outcome, rule, message })}\n`)
  }
  return 0
}

function callOf({ name, arguments: args, grant, session }: CallLine): Call {
  const who = { id: grant, label: grant, tags: [] }
  return { tool: name, arguments: args, grant: who, session, server: 'server', workspace: 'workspace' }
}

function test({ io, policies: [policy], inventory, json }: Asked): number {
  if (policy?.document === undefined) return tellErrors(io, policy === undefined ? [] : [policy])
  const results = runTests(compile(policy.document, inventory), { now: 0 })
  if (json) io.out(`${JSON.stringify(results)}\n`)
  else
    for (const { passed, name, message } of results)
      io.out(`${passed ? 'pass' : 'fail'} ${name}: ${message}\n`)
  return results.every(({ passed }) => passed) ? 0 : 1
}

function difference({ io, policies, inventory, json }: Asked): number {
  const [before, after] = policies.map(({ document }) => document)
  if (before === undefined || after === undefined) return tellErrors(io, policies)
  const changes = diff(before, after, inventory)
  if (json) io.out(`${JSON.stringify(changes)}\n`)
  else for (const { direction, sentence } of changes) io.out(`${direction}: ${sentence}\n`)
  return 0
}

function recommendation({ io, inventory }: Asked): number {
  io.out(recommendText(inventory))
  return 0
}
