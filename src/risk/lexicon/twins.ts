import type { Category } from '../category.ts'
import type { ObjectKind } from './objects.ts'

/** One verb, two meanings: with such an object it does this. */
export interface Twin {
  readonly verbs: string
  /** Some object of one of these kinds is named with the verb. */
  readonly on?: readonly ObjectKind[]
  /** The last noun is of one of these kinds. */
  readonly head?: readonly ObjectKind[]
  /** Some word of one of these kinds stands anywhere: server, name, arguments or the beginning of the description. */
  readonly amid?: readonly ObjectKind[]
  /** No word of these kinds stands anywhere. */
  readonly notAmid?: readonly ObjectKind[]
  /** No object of these kinds is named with the verb. */
  readonly not?: readonly ObjectKind[]
  /** The last noun is not of these kinds. */
  readonly notHead?: readonly ObjectKind[]
  readonly says: Category
  /** Ends the sentence "`transfer` with such an object …". */
  readonly because: string
}

const settle = `create make submit initiate process execute schedule start issue confirm complete trigger perform run
  place capture authorize authorise approve release retry send add post recreate finalize finalise`

/** The first that fits decides. */
export const twins: readonly Twin[] = [
  { verbs: 'add sum subtract multiply divide', on: ['number'], says: 'read', because: 'only calculates' },
  { verbs: 'post', on: ['query'], says: 'read', because: 'only searches' },
  // Money.
  {
    verbs: 'charge recharge',
    amid: ['machine'],
    notAmid: ['money', 'commerce'],
    says: 'write',
    because: 'charges a battery, not an account',
  },
  {
    verbs: 'send transfer move wire forward give',
    on: ['money'],
    notHead: ['notice'],
    says: 'financial',
    because: 'moves money',
  },
  {
    verbs: 'send transfer move swap bridge stake unstake mint buy lend borrow approve burn supply',
    on: ['coin'],
    amid: ['coin', 'money'],
    not: ['application'],
    notHead: ['notice'],
    says: 'financial',
    because: 'moves assets',
  },
  { verbs: 'swap', on: ['money'], says: 'financial', because: 'exchanges assets' },
  {
    verbs: 'submit execute',
    head: ['transaction'],
    amid: ['coin', 'money'],
    not: ['code', 'data'],
    says: 'financial',
    because: 'moves assets',
  },
  {
    verbs: 'send broadcast sign relay',
    head: ['transaction'],
    not: ['code', 'data', 'machine'],
    says: 'financial',
    because: 'moves assets',
  },
  { verbs: 'add', on: ['money'], not: ['notice', 'payment'], says: 'financial', because: 'adds money' },
  {
    verbs: settle,
    head: ['payment'],
    amid: ['commerce', 'money', 'trading', 'coin', 'subscription'],
    not: ['matter', 'display'],
    says: 'financial',
    because: 'moves money or commits to spending it',
  },
  { verbs: 'run', on: ['money'], says: 'financial', because: 'pays people' },
  { verbs: 'place', on: ['order'], says: 'financial', because: 'commits to a purchase or a trade' },
  {
    verbs: 'submit create new modify replace edit update execute',
    head: ['order'],
    amid: ['trading'],
    not: ['commerce', 'matter'],
    says: 'financial',
    because: 'commits to a trade',
  },
  {
    verbs: 'submit confirm complete finalize finalise',
    head: ['order'],
    amid: ['commerce', 'money'],
    says: 'financial',
    because: 'commits to a purchase',
  },
  {
    verbs: 'upgrade downgrade renew resume cancel reactivate',
    on: ['subscription'],
    notAmid: ['feed'],
    not: ['notice', 'matter'],
    says: 'financial',
    because: 'changes what is paid for',
  },
  { verbs: 'renew', head: ['domain'], says: 'financial', because: 'costs money' },
  {
    verbs: 'create',
    on: ['payment'],
    head: ['order'],
    amid: ['commerce'],
    says: 'financial',
    because: 'commits to a purchase',
  },
  {
    verbs: 'close liquidate exit',
    on: ['order'],
    not: ['access', 'screen', 'commerce'],
    says: 'financial',
    because: 'trades',
  },
  {
    verbs: 'update set raise increase change adjust decrease edit modify boost',
    on: ['budget'],
    not: ['domain'],
    says: 'financial',
    because: 'changes what may be spent',
  },
  {
    verbs:
      'create start change update upgrade renew cancel pause resume activate enable reactivate switch downgrade modify purchase extend',
    on: ['subscription'],
    amid: ['commerce'],
    not: ['notice'],
    says: 'financial',
    because: 'starts or changes a paid subscription',
  },
  {
    verbs: 'finalize finalise pay charge settle capture',
    on: ['commerce'],
    says: 'financial',
    because: 'makes an invoice due or pays it',
  },
  {
    verbs: 'book reserve request hail call',
    on: ['travelbook'],
    says: 'financial',
    because: 'commits to a purchase',
  },
  {
    verbs: 'checkout',
    amid: ['git'],
    not: ['commerce'],
    says: 'destructive',
    because: 'may replace local changes',
  },
  { verbs: 'checkout', amid: ['commerce'], says: 'financial', because: 'pays for what is in the cart' },
  {
    verbs: 'register renew transfer',
    head: ['domain'],
    amid: ['commerce'],
    says: 'financial',
    because: 'costs money',
  },
  { verbs: 'withdraw', on: ['application'], says: 'write', because: 'takes back a request' },
  { verbs: 'deposit', on: ['data'], says: 'write', because: 'stores something' },
  { verbs: 'order trade settle fund bridge bill redeem', says: 'financial', because: 'commits to spending' },
  // Removing a thing, or only its tie to another.
  { verbs: 'remove', on: ['access'], says: 'destructive', because: 'takes access away' },
  { verbs: 'remove', on: ['relation'], says: 'write', because: 'unties things without deleting them' },
  {
    verbs: 'clear reset',
    on: ['display'],
    not: ['data'],
    says: 'write',
    because: 'resets what is shown or set, not stored data',
  },
  {
    verbs: 'rollback revert',
    amid: ['job'],
    not: ['data'],
    says: 'execute',
    because: 'deploys an earlier state',
  },
  { verbs: 'drop', on: ['screen', 'input'], says: 'execute', because: 'drives a screen' },
  { verbs: 'empty', on: ['data', 'application'], says: 'destructive', because: 'deletes what is in it' },
  // Starting, stopping, driving.
  {
    verbs: 'start begin open',
    on: ['matter'],
    not: ['machine', 'code'],
    says: 'write',
    because: 'changes a record',
  },
  {
    verbs: 'open',
    on: ['machine', 'screen', 'code'],
    not: ['relation'],
    says: 'execute',
    because: 'starts something',
  },
  { verbs: 'open', on: ['data'], says: 'read', because: 'only looks' },
  {
    verbs: 'close',
    on: ['screen', 'process', 'machine'],
    says: 'execute',
    because: 'ends something that runs',
  },
  {
    verbs: 'cancel pause',
    on: ['job', 'process'],
    not: ['matter'],
    says: 'execute',
    because: 'stops something that runs',
  },
  {
    verbs: 'move resize restore switch accept dismiss handle upload submit choose pick use set',
    on: ['screen'],
    not: ['commerce'],
    says: 'execute',
    because: 'drives a screen',
  },
  {
    verbs: 'select fill press push type hold release tap',
    on: ['screen', 'input'],
    not: ['commerce'],
    says: 'execute',
    because: 'drives a screen',
  },
  {
    verbs: 'spawn',
    not: ['process', 'machine', 'job', 'code'],
    says: 'write',
    because: 'adds something to a scene',
  },
  { verbs: 'convert', on: ['matter', 'relation', 'data'], says: 'write', because: 'changes what is stored' },
  { verbs: 'snapshot', on: ['machine', 'data'], not: ['screen'], says: 'write', because: 'stores a copy' },
  { verbs: 'sort', on: ['data'], says: 'write', because: 'reorders what is stored' },
  {
    verbs: 'send',
    on: ['input', 'process', 'code'],
    not: ['notice', 'screen'],
    says: 'execute',
    because: 'drives a program',
  },
  { verbs: 'simulate', on: ['input'], says: 'execute', because: 'drives a screen' },
  { verbs: 'test', on: ['connection'], says: 'read', because: 'only checks that something answers' },
  { verbs: 'resolve', on: ['computed'], says: 'read', because: 'only looks up' },
  { verbs: 'evaluate eval', on: ['code'], says: 'execute', because: 'runs code' },
  { verbs: 'download', on: ['machine'], not: ['look'], says: 'write', because: 'brings software in' },
  { verbs: 'generate make build', head: ['computed', 'query'], says: 'read', because: 'only computes' },
  {
    verbs: 'run execute perform process',
    head: ['query'],
    not: ['code'],
    says: 'read',
    because: 'only asks',
  },
  { verbs: 'apply', on: ['job', 'machine'], says: 'execute', because: 'puts a change into effect' },
]
