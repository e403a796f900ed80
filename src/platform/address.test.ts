import { expect, test } from 'vitest'
import { type Address, lookupPinned, reachOf, resolveUpstream } from './address.ts'

test.each([
  ['93.184.216.34', 'public'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
  ['127.0.0.1', 'private'],
  ['127.8.9.1', 'private'],
  ['0.0.0.0', 'private'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.0.1', 'private'],
  ['100.64.0.1', 'private'],
  ['::1', 'private'],
  ['::', 'private'],
  ['fc00::1', 'private'],
  ['fd12:3456::1', 'private'],
  ['fec0::1', 'private'],
  ['::ffff:127.0.0.1', 'private'],
  ['::ffff:a00:1', 'private'],
  ['::ffff:93.184.216.34', 'public'],
  ['::127.0.0.1', 'private'],
  ['64:ff9b::7f00:1', 'private'],
  ['64:ff9b::5db8:d822', 'public'],
  ['64:ff9b:1::1', 'private'],
  ['2002:7f00:1::', 'private'],
  ['2002:a9fe:a9fe::', 'never'],
  ['2001:0:4136:e378:8000:63bf:a247:27dd', 'private'],
  ['2001:0:4136:e378:8000:63bf:5601:5601', 'never'],
  ['169.254.169.254', 'never'],
  ['169.254.1.1', 'never'],
  ['::ffff:169.254.169.254', 'never'],
  ['::ffff:0:a9fe:a9fe', 'never'],
  ['64:ff9b::a9fe:a9fe', 'never'],
  ['fe80::1', 'never'],
  ['fe80::1%eth0', 'never'],
  ['fd00:ec2::254', 'never'],
  ['fd20:ce::254', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['192.0.0.192', 'never'],
  ['224.0.0.1', 'never'],
  ['ff02::1', 'never'],
  ['255.255.255.255', 'never'],
  ['240.0.0.1', 'never'],
  ['198.18.0.1', 'never'],
  ['2001:db8::1', 'never'],
  ['nonsense', 'never'],
])('%s reaches what is %s', (address, reach) => {
  expect(reachOf(address)).toBe(reach)
})

function resolve(url: string, options: { allowPrivate?: boolean; found?: readonly string[] } = {}) {
  const lookup = async (): Promise<readonly Address[]> => {
    if (options.found === undefined) throw new Error('ENOTFOUND')
    return options.found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return resolveUpstream(new URL(url), { allowPrivate: options.allowPrivate ?? false, lookup })
}

test.each([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://0/',
])('%s is private, however it is written, and allowed where the operator says so', async (url) => {
  expect(await resolve(url)).toMatchObject({ ok: false, fault: { code: 'address_refused' } })
  expect((await resolve(url, { allowPrivate: true })).ok).toBe(true)
})

test.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://[fd00:ec2::254]/',
  'http://metadata.google.internal/',
  'http://METADATA.google.internal./',
  'http://100.100.100.200/',
  'https://user:secret@example.com/',
  'ftp://example.com/',
])('%s is refused even where private addresses are allowed', async (url) => {
  const outcome = await resolve(url, { allowPrivate: true, found: ['93.184.216.34'] })
  expect(outcome).toMatchObject({ ok: false, fault: { code: 'address_refused' } })
})

test('every address of a name is looked at, not only the first', async () => {
  const mixed = await resolve('https://rebind.example/', { found: ['93.184.216.34', '10.0.0.1'] })
  expect(mixed).toMatchObject({ ok: false, fault: { code: 'address_refused' } })
  const worse = await resolve('https://x.example/', {
    allowPrivate: true,
    found: ['10.0.0.1', '169.254.169.254'],
  })
  expect(worse.ok).toBe(false)
})

test('a name without an address is said to be so', async () => {
  expect(await resolve('https://nowhere.example/')).toMatchObject({ fault: { code: 'cannot_resolve' } })
  expect(await resolve('https://empty.example/', { found: [] })).toMatchObject({
    fault: { code: 'cannot_resolve' },
  })
})

test('the addresses found are pinned, with the port', async () => {
  const found = ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946']
  const outcome = await resolve('https://example.com/mcp', { found })
  expect(outcome).toMatchObject({ ok: true, value: { hostname: 'example.com', port: 443 } })
  if (!outcome.ok) return
  const { addresses } = outcome.value
  expect(addresses.map((one) => one.address)).toEqual(found)
  const asked: unknown[] = []
  const lookup = lookupPinned(outcome.value)
  lookup('elsewhere.example', { all: true }, (_error, all) => asked.push(all))
  lookup('elsewhere.example', {}, (_error, address, family) => asked.push(address, family))
  expect(asked).toEqual([addresses, '93.184.216.34', 4])
})
