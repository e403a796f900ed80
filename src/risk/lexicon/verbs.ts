import type { Category } from '../category.ts'

/**
 * English verbs by what~ they do when~ nothing else is~ known; the object may say otherwise (twins.ts).
 * A mark tells how~ often the word is a noun in the name of a tool: none is a verb wherever it stands (`delete`),
 * `~` is a noun at times (`export`), `?` is mostly one (`report`). Only base forms and British spellings stand here;
 * inflect.ts makes the rest.
 */
export const verbs: Readonly<Record<Category, string>> = {
  read: `
    get fetch retrieve describe list~ show find search~ lookup read view~ query~ count~ check~ inspect
    explain analyze analyse validate verify compare calculate compute estimate assess summarize summarise
    parse decode encode decrypt encrypt detect discover explore browse scrape crawl extract geocode
    translate transcribe poll wait await ping~ whoami echo~ suggest recommend predict forecast? diff~ lint
    trace~ diagnose measure score? rank? grep glob tail~ head? cat? ls peek enumerate probe? sample?
    aggregate? classify tokenize tokenise locate learn~ download~ export~ screenshot~ capture~ snapshot?
    dump? print? quote? determine identify obtain return~ display~ preview~ audit~ monitor? watch? scan~
    filter~ sort~ match~ look see lists render convert~ transform~ normalize normalise hash? embed? backtest
    demonstrate provide tell~ debug? assert ask answer? profile? load~ map? walk? introspect reference?
    help~ recall guide? what who~ how why~ which~ where~ when is are~ has~ have~ does~ can~ should~ was~ whois observe
    survey interpret evaluate~ think reason?  visualize visualise plot? chart? stat? pwd sum?
    subtract multiply divide roll? select~ access? surface? consult gauge correlate investigate research?
    unpack? tally highlight? simulate~ serve? prepare~ plan? dryrun inventory? crosscheck interrogate
    decompile disassemble outline? paginate iterate greet hello? introduce review? tabulate recognize
    recognise spellcheck proofread cite quantify project? approximate unscramble decipher`,
  write: `
    create add consolidate standardize standardise update edit set modify change~ insert append prepend put
    patch~ post~ write save store~ upload~ send publish share~ invite assign unassign move~ copy~ rename
    duplicate clone~ fork~ import~ enable disable activate deactivate configure register~ schedule~ subscribe
    unsubscribe follow~ unfollow like? unlike star? unstar favorite? favourite? comment? reply~ react mark
    unmark tag? untag label? annotate archive~ unarchive restore~ undelete close reopen open~ complete~
    finish resolve~ unresolve merge~ rebase~ commit? push~ pull~ checkout~ stage? unstage link~ unlink
    attach detach connect~ disconnect join~ leave? approve reject accept decline dismiss acknowledge ack
    snooze pin? unpin mute unmute block~ unblock lock~ unlock hide unhide log? record? submit request?
    notify forward? email? mail? sms? message? dm? draft? propose toggle turn~ adjust increase decrease
    generate compose~ make define declare init initialize initialise setup~ provision allocate reserve book?
    upsert replace sync~ synchronize synchronise refresh~ rotate grant~ permit deny promote demote
    transition~ escalate enroll enrol issue? document? note? report? remember memorize memorise ingest
    index? file? bookmark? vote? upvote downvote rate? repost retweet tweet? toot? crosspost reorder
    rearrange resize~ crop? format? style? transcode group~ ungroup split~ combine concatenate mount?
    unmount bind unbind expose? cordon uncordon freeze unfreeze suspend~ ban? unban kick? authorize
    authorise login~ logout~ sign? signin signout authenticate switch~ use? apply~ manage administer
    maintain work? handle? track? seed? populate fill? draw? paint? place? mint~ stash~ redo undo~ fix?
    repair~ heal reformat refactor optimize optimise enhance improve extend~ renew shorten expand~ transfer~
    hand? delegate~ reassign nominate respond rsvp~ swap~ mirror? mkdir touch? chmod chown cp mv tee? unset
    unpublish release~ retire deprecate alias? cherry-pick cherrypick bump increment decrement enqueue
    broadcast~ announce advertise alert? nudge remind? crosslink relate associate disassociate dissociate
    include? exclude onboard hire rollup rewrite prefix? rebalance? reprioritize reprioritise prioritize
    prioritise triage~ unwatch heart? thank cancel customize customise personalize personalise override~
    mutate amend correct~ tune? calibrate synthesize synthesise speak? say? narrate sing? animate design?
    sketch? upscale inpaint colorize remix claim? check-in checkin void? finalize finalise scaffold
    bootstrap~ persist cache? pause~ unpause withhold enforce rent? contribute transact? step? favour hold?
    unhold exempt quarantine~ whitelist allowlist blacklist denylist relabel requeue trash~ unlist brighten
    dim? warm? cool? adopt challenge attribute award bundle categorize categorise certify compress decompress zip?
    unzip consent curate decorate designate distribute dock? endorse establish exchange~ expire fulfill
    fulfil gift? harden host? impersonate implement incorporate inform integrate itemize itemise localize
    localise lower materialize moderate mock? name? narrow negotiate notarize offer? offload pack? park?
    partition? paste position? preserve prime? procure produce raise randomize recategorize reconcile
    reconfigure recover recreate redirect reduce refill refine regenerate regroup reinstate relocate
    remediate remap remount repackage reparent replicate reposition reprint reproduce reroute resend reshape
    resubmit retag retain retarget retitle retouch reverse? rework round? route? sanitize sanitise scramble
    seal secure? segment? separate? ship? shift? shuffle silence? slice? smooth? stow stream? strengthen
    subdivide substitute suppress tailor target? throttle tighten tweak unify unload unsnooze unstack
    untrack uncheck vectorize warn? widen wrap? zoom? deliver attest vouch witness reissue rebind
    reauthorize reactivate handoff? imprint stamp? wear equip craft smelt plant? water? feed? harvest?
    markup? underline? bold? italicize indent? outdent align? anchor? blur? flip? overlay? composite?
    stitch? concat mux demux dub? caption? subtitle? clip? arm disarm dial? elect abstain new attend
    regularize sponsor? volunteer? upsell nurture qualify disqualify requalify confirm~ supply~ imagine? give relay? boost? choose pick contain? solve`,
  execute: `
    run~ end~ execute exec invoke call? trigger~ start~ stop~ restart reboot shutdown~ poweroff poweron halt
    launch~ boot~ deploy~ redeploy rerun retry~ build~ rebuild compile test~ train~ finetune eval~ click~
    type? press? doubleclick rightclick drag scroll navigate goto tap? swipe focus~ minimize minimise
    maximize maximise spawn~ abort resume~ hibernate wake sudo ssh? install upgrade~ rollout~ scale~ migrate
    orchestrate dispatch~ automate play~ emit interact control? operate signal~ reconnect exercise? fuzz
    bench? benchmark? crash? inject perform~ process? act? drive? instantiate bash? shell? powershell?
    terminal? repl? python? keypress rolling? scrub failover drain~ hotfix? respawn chat? hover~ bring?
    port-forward skip? mine? attack? exploit brute? speedtest? converse  autopilot yolo prompt?
    kickoff begin expect? retrigger rediscover reindex reprocess replay~ backfill fire? emulate initiate~
    kickstart rerender drill? jump? fly? land? steer? brake? ring? beep? blink? vibrate? eject flash? sleep?
    standby? cycle? dig hit? punch? shoot? throw? relaunch reload~ reinstall recompile rescan tick? keydown
    keyup mousedown mouseup doubletap longpress pinch? downgrade kubectl? ansible? playbook? outsource
    continue takeoff? liftoff? levitate? exit hail conduct~`,
  destructive: `
    delete remove destroy drop~ purge wipe truncate erase clear~ reset~ revoke terminate kill uninstall
    flush expunge nuke prune clean~ cleanup~ evict deprovision decommission overwrite discard deregister
    unregister shred rm del rmdir rollback~ revert~ offboard dissolve forget redact deallocate obliterate
    zap? empty? annihilate expel cull reap? dispose disband wipeout scrap? trim? vacuum? abandon invalidate?
    unprovision degrade? strip? unseat annul rescind repeal decimate squash? nullify erasure? demolish
    dismantle detonate rip? sunset? tombstone? reclaim? disown blackhole burn?`,
  financial: `
    pay charge~ refund~ purchase~ buy sell~ withdraw payout? disburse remit reimburse donate tip? bid?
    stake~ unstake trade? invest deposit~ topup? order? bill? settle wire? overpay prepay repay recharge
    liquidate bet? wager~ spend? redeem~ fund? bridge? lend borrow? subsidize hedge? crowdfund tithe pledge~
    escrow? payoff? reinvest rebuy resell auction? underwrite cashout? airdrop? splurge overspend     unbond? bond?`,
}

/** Forms that no rule makes, as `form base`. */
export const irregularForms = `
  sent send, sending send, ran run, running run, got get, getting get, found find, wrote write, written write,
  built build, paid pay, bought buy, sold sell, made make, did do, put put, set set, reset reset, cut cut, shut shut,
  began begin, drew draw, drawn draw, froze freeze, frozen freeze, spoke speak, held hold, left leave, told tell,
  saw see, shown show, withdrew withdraw, withdrawn withdraw, bid bid, bet bet, split split, understood understand,
  bound bind, undid undo, undone undo, overwrote overwrite, overwritten overwrite, rewrote rewrite, rewritten rewrite,
  lent lend, forgot forget, forgotten forget, thought think, stuck stick, rebuilt rebuild, drove drive, driven drive,
  reran rerun, woke wake, hid hide, hidden hide, spent spend, sang sing, said say, taken take, took take,
  creation create, deletion delete, removal remove, insertion insert, termination terminate, destruction destroy,
  cancellation cancel, invocation invoke, execution execute, revocation revoke, retrieval retrieve, submission submit`
