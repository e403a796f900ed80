/** A signed-in person with a workspace of their own. */
export interface Account {
  readonly email: string
  readonly password: string
  readonly workspaceId: string
  /** The API as this person's browser calls it: same cookies, same origin. */
  call(method: string, path: string, body?: unknown): Promise<unknown>
  /** The same for an answer that is not JSON, a stream for one: its whole text. */
  text(method: string, path: string, body?: unknown): Promise<string>
}

/** Sends one request with the cookies of a person, and keeps those it is given; the whole answer, whatever it says. */
export type Send = (
  method: string,
  path: string,
  body: unknown,
) => Promise<{ readonly ok: boolean; readonly status: number; readonly text: string }>

/** Signs a person up, who from then on speaks through `send`. */
export async function openAccount(name: string, send: Send): Promise<Account> {
  const email = `${name}@example.com`
  const password = 'a gate of seven bars'
  const text = async (method: string, path: string, body?: unknown): Promise<string> => {
    const answer = await send(method, path, body)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.text
  }
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answered = await text(method, path, body)
    return answered === '' ? undefined : JSON.parse(answered)
  }
  const me = await text('POST', '/api/accounts', { email, password, workspaceName: `Workspace of ${name}` })
  const workspaceId = me.match(/"workspace":\{"id":"([^"]+)"/)?.[1]
  if (workspaceId === undefined) throw new Error(`no workspace in ${me}`)
  return { email, password, workspaceId, call, text }
}

/** Signs up the first account of a fresh product without a browser: its operator. */
export function signUpAt(origin: string, name: string): Promise<Account> {
  let cookie = ''
  return openAccount(name, async (method, path, body) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers: { origin, cookie, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    const given = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '')
    if (given.length > 0) cookie = given.join('; ')
    return { ok: answer.ok, status: answer.status, text: await answer.text() }
  })
}
