/** Words beside the verb that settle or sharpen what it does. Patterns are linear and looked for in lower-case text. */

/** The definition promises that nothing changes. */
export const promisesReadOnly =
  /\b(?:read-?only|read only|select[- ]only|only select|select (?:statements?|quer(?:y|ies)) only|(?:does|will|do) (?:not|n't) (?:modify|change|alter|write|execute)|doesn't (?:modify|change)|without (?:modifying|changing|applying|executing)|no (?:changes|side effects)|read (?:sql |cypher )?quer(?:y|ies)|anything else is refused|dry[- ]run only)\b/

/** The definition says that there is no way back. */
export const noWayBack =
  /\b(?:permanent(?:ly)?|(?<!non-)(?<!non)destructive(?! ?=)|irreversibl[ey]|irrecoverabl[ey]|unrecoverable|(?:cannot|can't|can not|not) be (?:undone|reversed|recovered|restored)|no undo|for good|for ?ever|undoable only|data loss|lose (?:all|any|your)|is lost|are lost)\b/g

/** The definition says that what was there is gone afterwards. */
export const losesWhatWas =
  /\b(?:overwrit(?:e|es|ing|ten)|(?:is|are|will be|gets?|being) (?:permanently )?(?:deleted|erased|destroyed|wiped|purged|dropped|removed)|replac(?:e|es|ing) (?:all|the entire|the whole|every|its present|what was)|replaces? an existing|(?:deletes?|removes?|erases?|wipes?|discards?|destroys?) (?:all|any|every|existing|the existing|local|uncommitted)|deleting (?:what|any|all|everything|those|files)|discards? (?:local|all|changes|uncommitted))\b/g

/** Words shortly before a phrase that turn it round. */
export const negation =
  /\b(?:not|no|never|without|don't|doesn't|won't|avoid|prevents?|instead of|rather than|non|before|unless|isn't|aren't|nothing|refuses? to|fails? if|to see|which|if|that (?:was|were|are|is|have been)|recently|already|whether|lists|returns|use)\b[^.;:]{0,40}$/

/** A message's beginning that says nothing of the act. */
export const leadIns = `this tool a an the use used to can could should may allows allow you lets let helps help api endpoint
  function for will is it enables enable ability provides method command action operation mcp we i us users user agents
  agent call please quickly easily safely securely efficiently automatically immediately directly manually atomically
  operations commands utility helper interface integration capability that which in order be able simply just also
  gracefully recursively programmatically silently asynchronously synchronously remotely locally first then now try
  attempt attempts attempting optionally basic advanced simple tools bulk batch mass permanently soft hard force forcibly
  forcefully new sensitive preview step workflow by when want wants need needs beta deprecated experimental internal
  admin only required optional perform performs performing conduct conducts required initiates initiate supports support`

/** Verbs that promise a choice of acts, named in what follows. */
export const umbrellaVerbs = 'manage handle work perform administer operate maintain do carry'

/** "278 actions": too many to be named. */
export const manyActions =
  /\b(?:\d{2,}\+?|hundreds of|dozens of) (?:\w+ )?(?:actions|operations|commands|tools|methods|endpoints)\b/

/** A word of every phrase above: a beginning without any of them holds none, and is not searched. */
export const phraseWords = `read readonly read-only select not without no doesn't don't refused dry permanent permanently
  destructive irreversible irreversibly irrecoverable irrecoverably unrecoverable cannot can't good ever forever undo
  undone undoable loss lose lost overwrite overwrites overwriting overwritten deleted erased destroyed wiped purged
  dropped removed replace replaces replacing deletes removes erases wipes discards destroys delete remove erase wipe
  discard destroy deleting`

/** Beyond the beginning of a long description only these are looked for. */
export const graveStems = ['permanent', 'undone', 'overwrit', 'irreversib']
