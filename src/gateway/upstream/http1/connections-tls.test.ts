import { once } from 'node:events'
import { createServer, getCACertificates, type SecureVersion, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { certificate, certificateKey } from '../../conformance/tls-fixture.ts'
import { Connections } from './connections.ts'

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi'
const opened: { close(): unknown }[] = []
let trusted: string[]

beforeEach(() => {
  trusted = getCACertificates('default')
})
afterEach(() => {
  setDefaultCACertificates(trusted)
  for (const one of opened.splice(0)) one.close()
})

/** Asks a server called `name` four times, each over a connection of its own; what came, and what the server heard. */
async function asked(name: string, maxVersion: SecureVersion) {
  let heard = 0
  const server = createServer({ cert: certificate, key: certificateKey, maxVersion }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => {
      heard += 1
      socket.end(answer)
    })
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const connections = new Connections({
    url: new URL(`https://${name}:${port}`),
    name,
    lookup: (_name, options, found) =>
      options.all === true ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
    connectTimeoutMs: 2_000,
    stallTimeoutMs: 2_000,
  })
  opened.push(connections, server)
  const came: string[] = []
  const request = { head: 'GET / HTTP/1.1\r\nauthorization: secret\r\n', body: undefined, isPatient: false }
  for (let turn = 0; turn < 4; turn += 1)
    came.push(
      await new Promise<string>((resolve) => {
        connections.send(request, {
          head: () => undefined,
          data: () => undefined,
          end: () => resolve('answered'),
          fail: (error) => resolve('code' in error ? String(error.code) : error.message),
        })
      }),
    )
  return { came: [...new Set(came)], heard }
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('over %s', (version) => {
  test('a server with a good certificate is asked, also on a session that is taken up again', async () => {
    setDefaultCACertificates([certificate])
    expect(await asked('right.invalid', version)).toEqual({ came: ['answered'], heard: 4 })
  })

  test('one whose certificate is for another name hears nothing, the second time neither', async () => {
    setDefaultCACertificates([certificate])
    expect(await asked('wrong.invalid', version)).toEqual({
      came: ['ERR_TLS_CERT_ALTNAME_INVALID'],
      heard: 0,
    })
  })

  test('one whose certificate nobody vouches for hears nothing', async () => {
    expect(await asked('right.invalid', version)).toEqual({
      came: ['DEPTH_ZERO_SELF_SIGNED_CERT'],
      heard: 0,
    })
  })
})
