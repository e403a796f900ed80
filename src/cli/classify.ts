import type { ToolDefinition } from '#mcp/tool'
import { classifyAll, type Judgement } from '#risk'
import type { Io } from './io.ts'
import { parseTools } from './tools-file.ts'

const usage = 'usage: sallyport classify [--json] FILE…\n'

interface Judged {
  readonly tool: ToolDefinition
  readonly judgement: Judgement
}

/** `classify FILE…`: one row a tool, `name category level confidence reason`, or with `--json` all that is known. */
export async function classifyCommand(args: string[], io: Io): Promise<number> {
  const files = args.filter((arg) => arg === '-' || !arg.startsWith('-'))
  const options = args.filter((arg) => !files.includes(arg))
  const odd = options.find((option) => option !== '--json')
  if (odd !== undefined) return refuse(io, `There is no option \`${odd}\`.\n${usage}`)
  if (files.length === 0) return refuse(io, `A file with tools is needed.\n${usage}`)
  const judged: Judged[] = []
  for (const file of files) {
    const found = await judgeFile(file, io)
    if (typeof found === 'string') return refuse(io, `${found}\n`)
    judged.push(...found)
  }
  io.out(options.includes('--json') ? asJson(judged) : judged.map(asRow).join(''))
  return 0
}

function refuse(io: Io, sentence: string): number {
  io.err(`sallyport: ${sentence}`)
  return 2
}

/** The judgements of one file, or a sentence that says why there are none. */
async function judgeFile(file: string, io: Io): Promise<readonly Judged[] | string> {
  const text = await io.readText(file).catch(() => undefined)
  if (text === undefined) return `The file \`${file}\` cannot be read.`
  const tools = parseTools(text)
  if (!tools.ok) return `The file \`${file}\` does not hold tools: ${tools.fault.message}.`
  const judgements = classifyAll(tools.value)
  return tools.value.flatMap((tool, index) => {
    const judgement = judgements[index]
    return judgement === undefined ? [] : [{ tool, judgement }]
  })
}

function asRow({ tool, judgement }: Judged): string {
  const { category, level, confidence, explanation } = judgement
  const cells = [tool.name, category, level, confidence.toFixed(2), explanation]
  return `${cells.map((cell) => cell.replace(/[\t\n\r\v\f\u0085\u2028\u2029]/g, ' ')).join('\t')}\n`
}

function asJson(judged: readonly Judged[]): string {
  return `${JSON.stringify(
    judged.map(({ tool, judgement }) => ({ name: tool.name, ...judgement })),
    null,
    2,
  )}\n`
}
