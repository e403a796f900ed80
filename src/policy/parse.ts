import { type JsoncNode, jsoncValue, parseJsonc } from '#std/jsonc'
import { pointerOf, pointerSteps } from '#std/pointer'
import { badNames } from './bad-names.ts'
import { mixedCounters } from './mixed-counters.ts'
import { type Finding, inTextOrder, type Problem, severityOf } from './problem.ts'
import { PolicyDocument } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { nearestPlace, type Source, sourceOf } from './source.ts'
import { takenOver } from './taken-over.ts'

/** What a policy's text says. */
export interface Parsed extends Source {
  readonly text: string
  /** The syntax tree, unless the text is no JSON with comments. */
  readonly root?: JsoncNode
  /** Only when there is no error: what may be compiled and enforced. */
  readonly document?: PolicyDocument
  /**
   * What is sound in a text that breaks the schema: broken parts are left out and named in `broken`.
   * For a form to show, never to enforce. The same as `document` when there is one.
   */
  readonly sound?: PolicyDocument
  /** JSON Pointers of what is left out of `sound`, such as `/tools/create_refund`. */
  readonly broken: readonly string[]
  readonly problems: readonly Problem[]
}

/** The longest text of a policy, in bytes. */
const largestText = 1_048_576

/**
 * Reads a policy's text. With an earlier reading of nearly the same text it says the same in less time, and rules that are
 * written alike are the same objects in both documents.
 */
export function parse(text: string, before?: Parsed): Parsed {
  if (before?.text === text) return before
  if (isOversize(text))
    return unreadable(text, {
      code: 'too_large',
      message: `a policy has at most ${largestText} bytes`,
      pointer: '',
    })
  const tree = parseJsonc(text)
  if (!tree.ok) {
    const { code, message, offset, length } = tree.fault
    return unreadable(text, { code, message, pointer: '', span: { offset, length } })
  }
  const root = tree.value
  const base = { text, root, ...sourceOf(text, root) }
  const over = before && takenOver(before, text, root)
  if (over !== undefined) return readingOf(base, over.findings, () => over.sound)
  const value = jsoncValue(root)
  const checked = PolicyDocument.safeParse(value)
  const findings = [
    ...badNames(root),
    ...(checked.success ? mixedCounters(checked.data) : schemaProblems(checked.error, root)),
  ]
  return readingOf(base, findings, (broken) =>
    broken.length === 0 ? checked.data : withoutParts(value, broken),
  )
}

/** What to make of a text that is JSON: a document to enforce, or what is sound of it. */
function readingOf(
  base: Pick<Parsed, 'text' | 'root'> & Source,
  findings: readonly Finding[],
  soundOf: (broken: readonly string[]) => PolicyDocument | undefined,
): Parsed {
  // Sorted, since an object gives names that are numbers first and a text as they stand.
  const broken = [...new Set(findings.map((finding) => partOf(finding.pointer)))].sort()
  const sound = soundOf(broken)
  if (broken.length === 0 && sound !== undefined)
    return { ...base, document: sound, sound, broken, problems: [] }
  return { ...base, ...(sound && { sound }), broken, problems: placed(findings, base) }
}

/** Gives findings their severity and their places in the text. */
export function placed(findings: readonly Finding[], source: Source): Problem[] {
  const problems = findings.map(({ span, ...finding }) => ({
    ...finding,
    ...(span ? source.placeOf(span.offset, span.length) : nearestPlace(source, finding.pointer)),
    severity: severityOf(finding.code),
  }))
  return inTextOrder(problems)
}

function unreadable(text: string, finding: Finding): Parsed {
  const source = sourceOf(text, undefined)
  return { text, ...source, broken: [], problems: placed([finding], source) }
}

function isOversize(text: string): boolean {
  if (text.length > largestText || text.length * 3 <= largestText) return text.length > largestText
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Each half of a surrogate pair is two of its four bytes.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2
  }
  return bytes > largestText
}

/** A broken rule stands alone and does not hide the others; of any other section the whole is broken. */
function partOf(pointer: string): string {
  const steps = pointerSteps(pointer)
  return pointerOf(steps.slice(0, steps[0] === 'tools' || steps[0] === 'risk' ? 2 : 1))
}

/** The document without its broken parts; a default or a version that cannot be read is shown as the safe one. */
function withoutParts(value: unknown, parts: readonly string[]): PolicyDocument | undefined {
  const left = new Map(membersOf(value))
  for (const part of parts) {
    const [section = '', name] = pointerSteps(part)
    if (name === undefined) left.delete(section)
    else left.set(section, Object.fromEntries(membersOf(left.get(section)).filter(([key]) => key !== name)))
  }
  const checked = PolicyDocument.safeParse({ default: 'deny', ...Object.fromEntries(left), version: '1' })
  return checked.success ? checked.data : undefined
}

function membersOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}
