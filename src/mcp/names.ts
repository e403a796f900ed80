/** What the protocol itself calls things in one object of a message. */
export interface Level {
  /** By how a reader that knows no case would find them. */
  readonly own: ReadonlyMap<string, string>
  /** Objects beneath, by their name, in which the protocol has names too. */
  readonly inner: ReadonlyMap<string, Level>
}

const needsFolding = /[\0A-Z\u0080-\uffff]/
/** No sign at all, and half of one. */
const cutting = /^[\0\ud800-\udfff]$/

/**
 * A name as readers see it that match without case, as Go's encoding/json does: one sign for one sign, so `ſ` is `s` and
 * the Kelvin sign `k` ([Unicode, section 5.18.4](https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-5/#G21790));
 * and as those see it that end a text at NUL or at half a surrogate pair, as readers written in C are apt to
 * ([RFC 8259, section 8.2](https://www.rfc-editor.org/rfc/rfc8259#section-8.2)).
 */
export function folded(name: string): string {
  if (!needsFolding.test(name)) return name
  let plain = ''
  for (const sign of name) {
    if (cutting.test(sign)) break
    const upper = single(sign.toUpperCase(), sign)
    plain += single(upper.toLowerCase(), upper)
  }
  return plain
}

/** A name as a lenient server may read it: without space, signs that are not seen, case, and look-alike forms. */
export function bare(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\s\p{C}]/gu, '')
    .toLowerCase()
}

/** What becomes several signs (`ß`, `SS`) is no other case of one. */
function single(changed: string, sign: string): string {
  return changed.length === sign.length ? changed : sign
}

function level(names: readonly string[], inner: Readonly<Record<string, Level>> = {}): Level {
  return {
    own: new Map(names.map((name) => [folded(name), name])),
    inner: new Map(Object.entries(inner)),
  }
}

/** Objects whose names are nobody's but the tool's. */
export const free: Level = level([])

const meta = level([
  'progressToken',
  'traceparent',
  'tracestate',
  'baggage',
  'io.modelcontextprotocol/clientCapabilities',
  'io.modelcontextprotocol/clientInfo',
  'io.modelcontextprotocol/logLevel',
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/related-task',
  'io.modelcontextprotocol/subscriptionId',
])

const params = level(
  [
    '_meta',
    'argument',
    'arguments',
    'capabilities',
    'clientInfo',
    'context',
    'cursor',
    'inputResponses',
    'level',
    'name',
    'notifications',
    'progress',
    'progressToken',
    'protocolVersion',
    'reason',
    'ref',
    'requestId',
    'requestState',
    'task',
    'taskId',
    'uri',
  ],
  { _meta: meta, ref: level(['name', 'type', 'uri']) },
)

/** A message: [JSON-RPC 2.0, section 4](https://www.jsonrpc.org/specification#request_object) and what MCP has in it. */
export const message: Level = level(['error', 'id', 'jsonrpc', 'method', 'params', 'result'], { params })
