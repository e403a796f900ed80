import type { Account } from '../fixtures.ts'

const email = 'conformance@example.com'
const password = 'a gate of seven bars'

/** Signs up the first account of a fresh product without a browser: its operator, with a workspace. */
export async function signUpAt(origin: string): Promise<Account> {
  let cookie = ''
  const text = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { origin, cookie, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    const given = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '')
    if (given.length > 0) cookie = given.join('; ')
    const answered = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${answered}`)
    return answered
  }
  const me = await text('POST', '/api/accounts', { email, password, workspaceName: 'Conformance' })
  const workspaceId = me.match(/"workspace":\{"id":"([^"]+)"/)?.[1]
  if (workspaceId === undefined) throw new Error(`no workspace in ${me}`)
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answered = await text(method, path, body)
    return answered === '' ? undefined : JSON.parse(answered)
  }
  return { email, password, workspaceId, call, text }
}
