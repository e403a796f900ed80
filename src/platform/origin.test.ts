import { expect, test } from 'vitest'
import { createOriginGuard, type OriginOptions } from './origin.ts'

const local: OriginOptions = { host: '127.0.0.1', trustedProxies: [] }
const everywhere: OriginOptions = { host: '0.0.0.0', trustedProxies: [] }
const published: OriginOptions = {
  host: '0.0.0.0',
  publicUrl: 'https://gate.example.com',
  trustedProxies: ['10.0.0.0/8', '::1'],
}

function admit(options: OriginOptions, headers: Record<string, string>, peer = '127.0.0.1') {
  return createOriginGuard(options).admit({ headers, socket: { remoteAddress: peer } })
}

test.each([
  [local, 'localhost:4400', true],
  [local, 'LOCALHOST', true],
  [local, 'gate.localhost:4400', true],
  [local, '127.0.0.1:4400', true],
  [local, '127.1.2.3', true],
  [local, '[::1]:4400', true],
  [local, 'evil.example:4400', false],
  [local, 'localhost.evil.example', false],
  [local, '127.0.0.1.nip.io:4400', false],
  [local, '192.168.1.5:4400', false],
  [local, '', false],
  [local, 'evil.example@localhost', false],
  [local, 'localhost/evil', false],
  [local, 'localhost:99999', false],
  [everywhere, '192.168.1.5:4400', true],
  [everywhere, 'evil.example', false],
  [{ host: 'gate.lan', trustedProxies: [] }, 'gate.lan:4400', true],
  [published, 'gate.example.com', true],
  [published, 'Gate.Example.Com:443', true],
  [published, 'localhost:4400', true],
  [published, '192.168.1.5', false],
  [published, 'gate.example.com.evil.example', false],
] satisfies [OriginOptions, string, boolean][])(
  'with %o the host `%s` is ours: %s',
  (options, host, isOurs) => {
    expect(admit(options, { host }).isHostOurs).toBe(isOurs)
  },
)

test('a request without a host is not ours', () => {
  expect(admit(local, {}).isHostOurs).toBe(false)
})

test.each([
  [local, 'localhost:4400', undefined, 'none'],
  [local, 'localhost:4400', 'http://localhost:4400', 'ours'],
  [local, 'localhost:4400', 'http://localhost:5173', 'loopback'],
  [local, 'localhost:4400', 'http://127.0.0.1:4400', 'loopback'],
  [local, 'localhost:4400', 'https://evil.example', 'foreign'],
  [local, 'evil.example', 'http://evil.example', 'foreign'],
  [local, 'localhost:4400', 'null', 'foreign'],
  [local, 'localhost:4400', 'nonsense', 'foreign'],
  [published, 'gate.example.com', 'https://gate.example.com', 'ours'],
  [published, '127.0.0.1:4400', 'https://gate.example.com', 'ours'],
  [published, 'gate.example.com', 'https://gate.example.com.evil.example', 'foreign'],
] satisfies [OriginOptions, string, string | undefined, string][])(
  'with %o, asked as `%s`, a page of `%s` is %s',
  (options, host, origin, wanted) => {
    expect(admit(options, origin === undefined ? { host } : { host, origin }).origin).toBe(wanted)
  },
)

test.each([
  ['203.0.113.9', undefined, '203.0.113.9'],
  ['::ffff:203.0.113.9', undefined, '203.0.113.9'],
  ['203.0.113.9', '1.2.3.4', '203.0.113.9'],
  ['10.1.1.1', '1.2.3.4', '1.2.3.4'],
  ['::ffff:10.1.1.1', '1.2.3.4', '1.2.3.4'],
  ['10.1.1.1', '9.9.9.9, 1.2.3.4', '1.2.3.4'],
  ['10.1.1.1', '1.2.3.4, 10.2.2.2', '1.2.3.4'],
  ['10.1.1.1', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
  ['10.1.1.1', '1.2.3.4, unknown', '10.1.1.1'],
  ['::1', '2001:DB8::1', '2001:db8::1'],
  ['10.1.1.1', undefined, '10.1.1.1'],
])('from %s with `X-Forwarded-For: %s` the client is %s', (peer, forwarded, client) => {
  const headers = { host: 'gate.example.com', ...(forwarded && { 'x-forwarded-for': forwarded }) }
  expect(admit(published, headers, peer).client).toBe(client)
})

test.each([
  [local, true],
  [{ ...local, host: 'localhost' }, true],
  [{ ...local, host: '::1' }, true],
  [{ ...local, publicUrl: 'http://localhost:4400' }, true],
  [{ ...local, publicUrl: 'https://gate.example.com' }, false],
  [everywhere, false],
  [{ ...local, host: '192.168.1.5' }, false],
] satisfies [OriginOptions, boolean][])('%o is local: %s', (options, isLocal) => {
  expect(createOriginGuard(options).isLocal()).toBe(isLocal)
})

test('an installation is local no more once a request came through a proxy', () => {
  const guard = createOriginGuard(local)
  const socket = { remoteAddress: '127.0.0.1' }
  guard.admit({ headers: { host: 'localhost:4400' }, socket })
  expect(guard.isLocal()).toBe(true)
  expect(guard.admit({ headers: { host: 'localhost', 'x-forwarded-for': '1.2.3.4' }, socket })).toMatchObject(
    {
      client: '127.0.0.1',
      isForwarded: true,
    },
  )
  expect(guard.isLocal()).toBe(false)
})

test('a forwarded request for another host changes nothing, and the first for ours is told once', () => {
  let told = 0
  const guard = createOriginGuard({
    host: '127.0.0.1',
    trustedProxies: [],
    onNoLongerLocal: () => {
      told += 1
    },
  })
  const socket = { remoteAddress: '127.0.0.1' }
  guard.admit({ headers: { host: 'evil.example', via: 'x' }, socket })
  expect([guard.isLocal(), told]).toEqual([true, 0])
  guard.admit({ headers: { host: '127.0.0.1:4400', via: 'x' }, socket })
  guard.admit({ headers: { host: '127.0.0.1:4400', via: 'x' }, socket })
  expect([guard.isLocal(), told]).toEqual([false, 1])
})

test('an origin that says `undefined` is not one that is absent', () => {
  const guard = createOriginGuard(local)
  const socket = { remoteAddress: '127.0.0.1' }
  expect(guard.admit({ headers: { host: 'localhost' }, socket }).origin).toBe('none')
  expect(guard.admit({ headers: { host: 'localhost', origin: 'undefined' }, socket }).origin).toBe('foreign')
  expect(guard.admit({ headers: { host: 'localhost', origin: 'null' }, socket }).origin).toBe('foreign')
})
