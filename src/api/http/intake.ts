import type { Admission } from '#platform/origin'
import { fail, ok, type Result } from '#std/result'
import type { ApiFault } from './asked.ts'

/**
 * The largest bodies taken: a policy's text may be 1 MB, and JSON escapes it. THREAT: strangers have nothing long to say,
 * and parsing is work; what nobody has signed in for is small.
 */
const bodyBytes = { members: 2_097_152, strangers: 65_536 } as const

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

function tooLarge(most: number): ApiFault {
  const words = most < 1_048_576 ? `${most / 1024} KB` : `${most / 1_048_576} MB`
  return { code: 'too_large', message: `This is more than ${words}, the most that is taken at once.` }
}
const notJson: ApiFault = {
  code: 'invalid',
  message: 'The body must be JSON, with the content type application/json.',
}

/**
 * The JSON of a body, counted while it is read: what a client says of its length is not believed. A plain form of another
 * site cannot send this content type without asking first (Fetch, CORS-safelisted request headers).
 */
export async function readJson(
  request: Request,
  from: keyof typeof bodyBytes,
): Promise<Result<unknown, ApiFault>> {
  const most = bodyBytes[from]
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return fail(notJson)
  if (Number(request.headers.get('content-length') ?? 0) > most) return fail(tooLarge(most))
  const bytes = await readBytes(request, most)
  if (bytes === undefined) return fail(tooLarge(most))
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return fail(notJson)
  }
}

async function readBytes(request: Request, most: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
