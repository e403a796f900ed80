import type { Admission } from '#platform/origin'
import { fail, ok, type Result } from '#std/result'
import type { ApiFault } from './asked.ts'

/** The largest body taken; a policy's text may be 1 MB, and JSON escapes it. */
const bodyBytes = 2_097_152

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

const wrongHost: ApiFault = {
  code: 'cross_site',
  message:
    'This is not the address that Sallyport is served under. Use the one its log prints, or set PUBLIC_URL.',
}
const crossSite: ApiFault = {
  code: 'cross_site',
  message: 'This request did not come from a page of Sallyport. Open it by its own address and try again.',
}

/**
 * THREAT: a page of another site makes the browser send the session cookie (CSRF), or reaches us under a name of its own
 * (DNS rebinding). SameSite=Lax stops most of the first; this stops the rest: a request that changes something says whence
 * it comes, and a page cannot lie about it (Fetch, the Origin header). An origin that is given must be ours even where
 * `Sec-Fetch-Site` says same-origin. Pages of other programs on this machine are foreign too: cookies know no ports.
 */
export function crossSiteFault(
  request: Request,
  admission: Pick<Admission, 'isHostOurs' | 'origin'>,
): ApiFault | undefined {
  if (!admission.isHostOurs) return wrongHost
  if (safeMethods.has(request.method) || admission.origin === 'ours') return undefined
  const isOurPage = admission.origin === 'none' && request.headers.get('sec-fetch-site') === 'same-origin'
  return isOurPage ? undefined : crossSite
}

const tooLarge: ApiFault = {
  code: 'too_large',
  message: 'This is more than 2 MB, the most that is taken at once.',
}
const notJson: ApiFault = {
  code: 'invalid',
  message: 'The body must be JSON, with the content type application/json.',
}

/**
 * The JSON of a body, counted while it is read: what a client says of its length is not believed. A plain form of another
 * site cannot send this content type without asking first (Fetch, CORS-safelisted request headers).
 */
export async function readJson(request: Request): Promise<Result<unknown, ApiFault>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return fail(notJson)
  if (Number(request.headers.get('content-length') ?? 0) > bodyBytes) return fail(tooLarge)
  const bytes = await readBytes(request)
  if (bytes === undefined) return fail(tooLarge)
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return fail(notJson)
  }
}

async function readBytes(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > bodyBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
