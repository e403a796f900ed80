import fc from 'fast-check'

/**
 * Messages as text, so that all is tried that a parser would smooth: numbers that no double holds, escapes, spaces
 * between tokens, and names that nobody knows at every level.
 */

/** Between tokens. On one line where the transport writes a message to a line. */
const spaces = fc.constantFrom('', '', '', ' ', '\t', '  ', '\n', '\r\n  ')

const numbers = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
  fc.constantFrom('-0', '1.10', '1E5', '1e-7', '0.1000000000000000000001', '9007199254740993', '6.02e+23'),
)

const pieces = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((plain) => JSON.stringify(plain).slice(1, -1)),
  fc.constantFrom(
    '\\u0041',
    '\\/',
    '\\n',
    '\\u2028',
    '\u2028',
    '\\ud83d\\ude00',
    '\\ud800',
    '\\"',
    '{',
    ':',
    ',',
  ),
  fc.constantFrom('data: ', 'id: 1', 'method', 'tools/call', '\\u0022'),
)
const words = fc.array(pieces, { maxLength: 4 }).map((some) => some.join(''))
const strings = words.map((inner) => `"${inner}"`)

/** A member: its name and its value, both as written. */
type Member = readonly [name: string, value: string]

function objectOf(members: fc.Arbitrary<Member[]>): fc.Arbitrary<string> {
  return fc.tuple(members, spaces, spaces, spaces).map(([some, before, inside, after]) => {
    const texts = some.map(([name, value]) => `${inside}${name}${before}:${after}${value}${before}`)
    return `{${texts.join(',')}${inside}}`
  })
}

function listOf(values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(values, { maxLength: 3 }), spaces)
    .map(([some, space]) => `[${space}${some.join(`${space},${space}`)}${space}]`)
}

/** Each begins with its place, so that no two are alike in any case, and none is a name of the protocol. */
function unknownOf(values: fc.Arbitrary<string>): fc.Arbitrary<Member[]> {
  return fc
    .array(fc.tuple(words, values), { maxLength: 3 })
    .map((some) => some.map(([name, value], at) => [`"${at}${name}"`, value]))
}

const { value: values } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    strings,
    numbers,
    fc.constantFrom('true', 'false', 'null'),
    listOf(tie('value')),
    objectOf(unknownOf(tie('value'))),
  ),
}))

const unknown = unknownOf(values)
const objects = objectOf(unknown)

/** An object of known members among unknown ones, in any order. */
function withUnknown(...known: readonly fc.Arbitrary<Member>[]): fc.Arbitrary<string> {
  const members = fc.tuple(unknown, fc.tuple(...known)).map(([some, own]): Member[] => [...some, ...own])
  return objectOf(members.chain((some) => fc.shuffledSubarray(some, { minLength: some.length })))
}

const member = (name: string, value: string): fc.Arbitrary<Member> => fc.constant([`"${name}"`, value])
const drawn = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Member> =>
  value.map((text): Member => [`"${name}"`, text])

const version = member('jsonrpc', '"2.0"')
/** Where an id stands in a frame, to be filled in by `withId`. */
const idMark = '"@id@"'
const anId = member('id', idMark)

/** A frame for a request of this id, as it is written. */
export function withId(frame: string, idText: string): string {
  return frame.replace(idMark, () => idText)
}

export const ids = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000 }).map(String),
  fc.constantFrom('"a"', '"\\u0061b"', '"ü"', '12345678901234567890', '""'),
)

const meta = drawn('_meta', objects)

/** A request of a client, with a mark for its id. */
export const requests = fc.oneof(
  withUnknown(version, anId, member('method', '"tools/call"'), calls()),
  fc
    .constantFrom('ping', 'logging/setLevel', 'completion/complete', 'vendor/act')
    .chain((method) =>
      withUnknown(version, anId, member('method', `"${method}"`), drawn('params', withUnknown(meta))),
    ),
  withUnknown(version, anId, member('method', '"p\\u0069ng"')),
)

function calls(): fc.Arbitrary<Member> {
  const called = withUnknown(member('name', '"read_file"'), drawn('arguments', objects), meta)
  return drawn('params', called)
}

/** What a client says that has no answer: of itself, or to a request of the server. */
export const saidByClient = fc.oneof(
  fc
    .constantFrom('notifications/roots/list_changed', 'notifications/vendor', 'notifications/progress')
    .chain((method) => withUnknown(version, member('method', `"${method}"`), drawn('params', objects))),
  withUnknown(version, member('id', '"s1"'), drawn('result', objects)),
  withUnknown(version, member('id', '71'), drawn('error', errors())),
)

function errors(): fc.Arbitrary<string> {
  return withUnknown(member('code', '-32000'), drawn('message', strings), drawn('data', values))
}

/** An answer, with a mark for the id of its request. */
export const answers = fc.oneof(
  withUnknown(version, anId, drawn('result', withUnknown(drawn('content', listOf(objects)), meta))),
  withUnknown(version, anId, drawn('error', errors())),
)

/** What a server says before an answer, or unasked. */
export const saidByServer = fc.oneof(
  fc
    .constantFrom('notifications/message', 'notifications/progress', 'notifications/vendor')
    .chain((method) => withUnknown(version, member('method', `"${method}"`), drawn('params', objects))),
  fc
    .constantFrom('sampling/createMessage', 'elicitation/create', 'roots/list')
    .chain((method) =>
      withUnknown(version, member('id', '"s1"'), member('method', `"${method}"`), drawn('params', objects)),
    ),
)

/** The definition of a tool of this name. */
export function definitionOf(name: string): fc.Arbitrary<string> {
  return withUnknown(
    member('name', `"${name}"`),
    drawn('inputSchema', objects),
    drawn('description', strings),
  )
}

/** A `tools/list` answer around definitions, with a mark for its id. */
export function listAround(definitions: readonly string[]): fc.Arbitrary<string> {
  const list = member('tools', `[${definitions.join(',')}]`)
  return withUnknown(version, anId, drawn('result', withUnknown(list, meta)))
}

const lineEnds = fc.constantFrom('\n', '\r\n')

/** A message as an event: with or without an id, a name, a `retry:` and a comment, and in the ways that lines are written. */
export function eventOf(data: string): fc.Arbitrary<string> {
  const fields = fc.shuffledSubarray(['id: e7', 'event: message', 'retry: 1500', ': a comment', 'x-field: 1'])
  return fc.tuple(fields, lineEnds, fc.constantFrom('data: ', 'data:')).map(([some, end, begin]) => {
    const lines = data.split(/\r\n|\n/).map((line) => `${begin}${line}`)
    return `${[...some, ...lines].join(end)}${end}${end}`
  })
}

/** Events that carry no message: what opens a stream, what keeps it open, what tells when to come back. */
export const quietEvents = fc.constantFrom(
  'id: p1\ndata: \n\n',
  'id: p2\ndata:\n\n',
  ': still here\n\n',
  'retry: 500\n\n',
  'event: ping\r\ndata: now\r\n\r\n',
)
