import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type Fault, fail, ok, type Result } from '#std/result'

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** All addresses of a name; rejects when it has none. */
export type Lookup = (hostname: string) => Promise<readonly Address[]>

/** Where an upstream is, decided once: to be connected to by these addresses and not by asking again. */
export interface Pinned {
  readonly hostname: string
  readonly port: number
  readonly addresses: readonly [Address, ...Address[]]
}

export type AddressFault = Fault<'address_refused' | 'cannot_resolve'>

/** `private`: only where the operator allows it. `never`: link-local and metadata addresses, multicast, reserved ones. */
export type Reach = 'public' | 'private' | 'never'

/** Where clouds hand out credentials, besides the link-local range, which is refused whole. */
const metadata = ['fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16', '192.0.0.192']

const metadataNames = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'instance-data',
  'instance-data.ec2.internal',
])

const reachOfRange: Readonly<Record<string, Reach>> = {
  unicast: 'public',
  loopback: 'private',
  private: 'private',
  uniqueLocal: 'private',
  carrierGradeNat: 'private',
  // On most systems 0.0.0.0 and :: reach the machine itself.
  unspecified: 'private',
  deprecatedSiteLocal: 'private',
}

function octetsToAddress(octets: number[]): Reach {
  return reachOf(ipaddr.fromByteArray(octets).toString())
}

/** IPv6 addresses that lead to an IPv4 one reach what that one reaches. */
function embedded(address: ipaddr.IPv6, range: string): Reach | undefined {
  const octets = address.toByteArray()
  const tail = octets.slice(12)
  if (range === 'ipv4Mapped' || range === 'rfc6145') return octetsToAddress(tail)
  // NAT64, RFC 6052 §2.1; of RFC 8215's local prefix nobody but its operator knows where the IPv4 address stands.
  if (range === 'rfc6052') return octets[4] === 0 && octets[5] === 0 ? octetsToAddress(tail) : 'private'
  if (range === '6to4') return graver('private', octetsToAddress(octets.slice(2, 6)))
  // Teredo hides the client's address with all bits turned (RFC 4380 §4).
  if (range === 'teredo') return graver('private', octetsToAddress(tail.map((octet) => octet ^ 0xff)))
  const isCompatible = octets.slice(0, 12).every((octet) => octet === 0) && tail.some((octet) => octet > 1)
  // IPv4-compatible (RFC 4291 §2.5.5.1), deprecated and still understood by some stacks.
  return isCompatible ? octetsToAddress(tail) : undefined
}

const gravity: readonly Reach[] = ['public', 'private', 'never']

function graver(a: Reach, b: Reach): Reach {
  return gravity.indexOf(a) > gravity.indexOf(b) ? a : b
}

/** What an IP address reaches; a text that is none reaches nothing we would want. */
export function reachOf(text: string): Reach {
  if (!ipaddr.isValid(text)) return 'never'
  const address = ipaddr.parse(text)
  if (metadata.some((one) => ipaddr.parse(one).toNormalizedString() === withoutZone(address))) return 'never'
  const range: string = address.range()
  if (address instanceof ipaddr.IPv6) {
    const through = embedded(address, range)
    if (through !== undefined) return through
  }
  return reachOfRange[range] ?? 'never'
}

function withoutZone(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toNormalizedString().replace(/%.*$/, '')
}

const lookupAll: Lookup = async (hostname) => {
  const found = await systemLookup(hostname, { all: true, order: 'verbatim' })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

function refused(message: string) {
  return fail({ code: 'address_refused' as const, message })
}

/** The host as an address, if it is one; the URL parser has made decimal, hex and octal forms plain by now. */
function literal(hostname: string): readonly Address[] | undefined {
  if (ipaddr.IPv4.isValid(hostname)) return [{ address: hostname, family: 4 }]
  return ipaddr.IPv6.isValid(hostname) ? [{ address: hostname, family: 6 }] : undefined
}

async function found(hostname: string, lookup: Lookup): Promise<readonly Address[]> {
  try {
    return literal(hostname) ?? (await lookup(hostname))
  } catch {
    return []
  }
}

function complaint(
  hostname: string,
  addresses: readonly Address[],
  allowPrivate: boolean,
): string | undefined {
  // Every one is looked at: a name with a public and a private address is a way in (DNS rebinding).
  for (const { address } of addresses) {
    const reach = reachOf(address)
    const named = address === hostname ? `\`${address}\`` : `\`${hostname}\` (\`${address}\`)`
    if (reach === 'never')
      return `${named} is a link-local, metadata or reserved address and is never contacted`
    if (reach === 'private' && !allowPrivate) {
      return `${named} is a private address; the operator allows these with SALLYPORT_ALLOW_PRIVATE_UPSTREAMS=on`
    }
  }
  return undefined
}

/** Whether we may connect to this URL, and by which addresses. The name is looked up once, so the answer cannot change. */
export async function resolveUpstream(
  url: URL,
  options: { readonly allowPrivate: boolean; readonly lookup?: Lookup },
): Promise<Result<Pinned, AddressFault>> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused(`\`${url.protocol}\` is not a web address; use http:// or https://`)
  }
  if (url.username !== '' || url.password !== '') {
    return refused('the address holds a name or password; put credentials in a header')
  }
  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (metadataNames.has(hostname))
    return refused(`\`${hostname}\` is a cloud's metadata service and is never contacted`)
  const [first, ...others] = await found(hostname, options.lookup ?? lookupAll)
  if (first === undefined) {
    return fail({
      code: 'cannot_resolve',
      message: `\`${hostname}\` has no address; check the spelling and the DNS`,
    })
  }
  const problem = complaint(hostname, [first, ...others], options.allowPrivate)
  if (problem !== undefined) return refused(problem)
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return ok({ hostname, port, addresses: [first, ...others] })
}

/** For `connect({ lookup })`: gives the pinned addresses whatever is asked for, so that the name is not looked up again. */
export function lookupPinned({ addresses }: Pinned): LookupFunction {
  return (_hostname, options, answer) => {
    if (options.all) answer(null, [...addresses])
    else answer(null, addresses[0].address, addresses[0].family)
  }
}
