/**
 * What verbs act upon, by kind; the kind of the object tells twins apart: funds are moved, an issue is moved.
 * Singular nouns only; inflect.ts makes the plurals. A word may stand in several kinds.
 */
export const objects = {
  money: `money fund cash payment payout refund salary payroll wage bonus donation withdrawal remittance usd eur gbp euro
    dollar usdc usdt dai eth ether btc bitcoin sol crypto cryptocurrency stablecoin sats satoshi lamport wei
    disbursement sepa ach wallet iban zahlung ueberweisung überweisung pago virement`,
  coin: `token coin erc20 erc-20 nft altcoin spl memecoin liquidity gas collateral loan asset allowance spender`,
  payment: `payment payout refund withdrawal deposit donation purchase disbursement remittance payroll bonus
    charge checkout intent debit transfer bid trade wager bet expenditure repayment reimbursement settlement swap installment pago
    ueberweisung`,
  commerce: `customer price pricing billing invoice bill cart merchant currency amount cost paid fee seat
    payment trial stripe paypal checkout discount coupon prorate proration money quantity tier addon`,
  subscription: `subscription membership plan renewal autorenewal abonnement`,
  number: `number integer decimal float sum`,
  budget: `budget bid spend`,
  trading: `stock share equity future etf forex symbol crypto side qty ticker leverage margin strike expiry broker brokerage
    portfolio holding`,
  order: `order pedido position trade`,
  transaction: `transaction tx txn userop`,
  notice: `reminder receipt email message notification link request confirmation sms alert form method term page template
    profile report history log info detail status reference note policy setting config account record webhook event
    instruction gateway provider category type schedule label type plan terminal session rule mail comment address`,
  relation: `label tag relation relationship link association reaction watcher watch vote assignee favorite favourite
    star like bookmark follower subtask sub child emoji flag pin alias dependency parent subscriber blocker
    watching category milestone participant attendee reviewer linked related tracker badge highlight mention console
    sticker filter sorting tooltip backlink reference watchlist playlist queue-item cart wishlist collaborator-note`,
  access: `role permission owner ownership access credential privilege grant acl admin key token secret collaborator
    member user password certificate cert oauth scope membership policy session authorization ingress egress mfa account`,
  process: `process pid thread task-run signal`,
  machine: `server instance vm machine container pod service cluster droplet daemon app application simulator
    emulator sandbox system host workload sim kernel device battery phone vehicle car ev powerwall robot laptop drone computer vps appliance stack compose project environment
    playback recording playtest engine worker browser codespace virtual function session database terraform tofu
    pulumi infrastructure helm chart kustomize manifest ansible release stack-set`,
  job: `job run pipeline workflow build deployment script test suite scan crawl training prediction automation macro
    scene playbook trigger execution inference batch migration backfill sync crawler scraper simulation
    evaluation experiment benchmark replication scrape routine flow dag action agent subagent assistant bot crew swarm`,
  screen: `window mouse cursor keyboard browser tab element viewport screen dialog button iframe webview url
    website`,
  input: `keyboard mouse text keystroke touch input gesture shortcut key field form`,
  display: `clipboard presence dir console session active cache display selection filter highlight screen breadcrumb badge view default context flag alert zoom
    highlight cursor position timer counter count password annotation marker status layout viewport working
    formatting unread style shape cookie conversation state override search`,
  data: `node database table data record row file folder directory bucket object collection index volume disk backup
    history everything all project repository branch document memory log queue namespace topic cluster dataset
    storage image snapshot range cell content`,
  code: `code script command shell sql javascript python luau js statement cypher expression bash powershell
    program snippet cmd terminal cli apex notebook`,
  query: `query select search dry-run dryrun lookup selects preview estimate explain aggregation plan`,
  connection: `connection connectivity credential endpoint config configuration regex expression auth
    availability syntax api proxy`,
  computed: `id identifier hostname handle typing type link url uuid guid hash qr qrcode random password name slug preview summary deeplink signature
    suggestion permalink plan thumbnail diagram embedding checksum query command snippet explanation
    recommendation insight digest changelog timestamp guid mock dice schema`,
  feed: `topic webhook notification feed newsletter channel event rss mailing pubsub push alert delta mailbox change`,
  travelbook: `cab rideshare flight hotel ride train taxi ticket trip`,
  matter: `sprint timer trial conversation thread discussion draft move chat topic poll vote stopwatch
    iteration upload review timesheet clock meeting incident onboarding outgoing lead prospect deal opportunity issue ticket quote`,
  application: `application consent offer request review invitation submission candidate`,
  git: `git branch commit repo repository ref tag worktree file item`,
  domain: `domain`,
  look: `ratio percentage average total trend status info information detail list log history stats statistic metric count summary result schema config
    configuration version report state health overview usage preview output settings types categories
    options capability capabilities choice available availability documentation docs doc readme help guide
    content contents metadata tree graph timeline activity feed diff balance price quote rate limit quota
    policy policies score profile analytics insight trend leaderboard catalog catalogue directory menu
    suggestion recommendation forecast weather news calendar agenda availability directions elevation
    distance route eta reviews rating ratings coverage trace logs events sessions messages changes
    diagnostics dashboard temperature temperatures memory capacity whoami license licence manual inventory
    registry lookup index glossary definition definitions faq tutorial statement payslip transcript
    lineup standings fixtures scores odds horoscope joke fact quote wiki inbox backlog freebusy slots
    completion completions`,
} as const

/** The kinds of objects. */
export type ObjectKind = keyof typeof objects
