import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const packed = promisify(gzip)

/** Below this an answer fits in a few packets anyway. */
const leastPacked = 4096

/**
 * A value as JSON, packed where the asker takes that: the tools of one server can be a megabyte of text, which is a tenth
 * packed. Only what is looked at: an answer to a change may hold a secret beside words that the asker chose, and how small the
 * two pack together would tell of the secret (BREACH).
 */
export async function jsonAnswer(request: Request, value: unknown): Promise<Response> {
  const text = JSON.stringify(value)
  const headers = new Headers({ 'content-type': 'application/json' })
  if (request.method !== 'GET' || text.length < leastPacked) return new Response(text, { headers })
  headers.set('vary', 'accept-encoding')
  if (!takesGzip(request.headers.get('accept-encoding') ?? '')) return new Response(text, { headers })
  headers.set('content-encoding', 'gzip')
  // A low level: most of what there is to win, for a third of the time.
  return new Response(await packed(text, { level: 4 }), { headers })
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
function takesGzip(accepted: string): boolean {
  return accepted.split(',').some((one) => {
    const [name = '', weight = ''] = one.split(';').map((part) => part.trim())
    return /^(?:gzip|x-gzip|\*)$/i.test(name) && !/^q=0(?:\.0*)?$/i.test(weight)
  })
}
