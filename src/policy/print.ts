import { isJsonObject, type Json } from '#std/json'
import type { PolicyDocument } from './schema.ts'

/** Objects and lists stay on one line while they fit in this many characters. */
const usualWidth = 100

/** The text of a document, as a person would write it: what is short stays on one line. */
export function print(document: PolicyDocument, eol = '\n'): string {
  const { tools, ...rest } = document
  const ordered = tools === undefined ? rest : { ...rest, tools }
  return `${printJson(ordered, { indent: '', unit: '  ', eol, open: 2 })}${eol}`
}

/** How a value is laid out. */
export interface Layout {
  readonly indent: string
  readonly unit: string
  readonly eol: string
  /** How many levels of objects are always broken into lines, however short they are. */
  readonly open?: number
  readonly width?: number
}

/** The text of a value; its first line is not indented. */
export function printJson(value: unknown, layout: Layout): string {
  const json: Json = JSON.parse(JSON.stringify(value))
  return printValue(json, layout)
}

function printValue(value: Json, layout: Layout): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const flat = printFlat(value)
  if (isEmpty(value)) return flat
  const { indent, unit, eol, open = 0, width = usualWidth } = layout
  if ((open <= 0 || Array.isArray(value)) && indent.length + flat.length <= width) return flat
  const inner = { indent: indent + unit, unit, eol, width, open: open - 1 }
  const [begin, end] = Array.isArray(value) ? '[]' : '{}'
  const lines = partsOf(value).map(([name, part]) => `${inner.indent}${name}${printValue(part, inner)}`)
  return `${begin}${eol}${lines.join(`,${eol}`)}${eol}${indent}${end}`
}

/** The parts of a list or an object, each with what stands before its value. */
function partsOf(value: Json): (readonly [string, Json])[] {
  if (isJsonObject(value))
    return Object.entries(value).map(([name, part]) => [`${JSON.stringify(name)}: `, part])
  return Array.isArray(value) ? value.map((part: Json) => ['', part]) : []
}

function isEmpty(value: Json): boolean {
  return partsOf(value).length === 0
}

function printFlat(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = partsOf(value).map(([name, part]) => `${name}${printFlat(part)}`)
  if (Array.isArray(value)) return `[${parts.join(', ')}]`
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}
