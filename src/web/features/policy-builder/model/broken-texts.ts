/** What every broken text below is a slip away from. */
export const wholeText = `{
  // what the night shift may do
  "version": "1",
  "default": "deny",
  "tools": {
    "list_notes": { "action": "deny", "reason": "Not at night." }, // until the audit
    "add_note": {}
  }
}
`

export interface BrokenText {
  readonly name: string
  readonly text: string
  /** Where it is told to be broken, from 1. */
  readonly line: number
}

function swapped(name: string, line: number, found: string, put: string): BrokenText {
  return { name, line, text: wholeText.replace(found, () => put) }
}

function ended(name: string, line: number, tail: string): BrokenText {
  return { name, line, text: wholeText + tail }
}

/** Texts that cannot be read at all: what people type halfway, paste, or bring from another language (ux.md §5, point 9). */
export const unreadableTexts: readonly BrokenText[] = [
  { name: 'nothing at all', line: 1, text: '' },
  { name: 'blanks only', line: 4, text: ' \n\n\t\n' },
  { name: 'a comment only', line: 2, text: '// later\n' },
  { name: 'another language', line: 1, text: 'version: "1"\ndefault: deny\ntools:\n  add_note: {}\n' },
  { name: 'a page of a proxy', line: 1, text: '<!doctype html>\n<p>Bad gateway</p>\n' },
  { name: 'brackets without end', line: 1, text: '['.repeat(100_000) },
  { name: 'no brace at the end', line: 9, text: wholeText.slice(0, wholeText.lastIndexOf('}')) },
  ended('a brace too many', 10, '}\n'),
  ended('words behind it', 10, 'and so on\n'),
  ended('a second document', 10, wholeText),
  swapped('no comma between sections', 5, '"deny",\n  "tools"', '"deny"\n  "tools"'),
  swapped('no comma between rules', 7, '}, // until', '} // until'),
  swapped('two commas', 3, '"1",', '"1",,'),
  swapped('a comma first', 1, '{\n  //', '{,\n  //'),
  swapped('no colon', 5, '"tools": {', '"tools" {'),
  swapped('no value', 4, '"default": "deny",', '"default": ,'),
  swapped('a text without end', 6, '"Not at night."', '"Not at night.'),
  swapped('a name without end', 7, '"add_note"', '"add_note'),
  swapped('a text over two lines', 6, 'Not at', 'Not\nat'),
  swapped('a tab in a text', 6, 'at night', 'at\tnight'),
  swapped('an unseen character', 3, '"1",', '"1",\0'),
  swapped('a space that does not break', 3, '  "version"', '\u00a0 "version"'),
  swapped('an escape that is none', 6, 'at night', 'at \\q night'),
  swapped('half an escape', 6, 'at night', 'at \\u00 night'),
  swapped('single quotes', 3, '"version": "1"', "'version': '1'"),
  swapped('typographic quotes', 3, '"version"', '“version”'),
  swapped('a template', 3, '"1"', '`1`'),
  swapped('a name without quotes', 3, '"version"', 'version'),
  swapped('a value without quotes', 4, '"deny",\n', 'deny,\n'),
  swapped('a number with a leading zero', 3, '"1"', '01'),
  swapped('a number in hex', 3, '"1"', '0x1'),
  swapped('a number that ends in a dot', 3, '"1"', '1.'),
  swapped('no number', 3, '"1"', 'NaN'),
  swapped('a word of Python', 3, '"1"', 'None'),
  swapped('a semicolon', 3, '"1",', '"1";'),
  swapped('an equals sign', 3, '"version": ', '"version" = '),
  swapped('a comment by a hash', 2, '// what', '# what'),
  swapped('a comment without end', 6, '// until', '/* until'),
  swapped('a bracket that closes nothing', 7, '"add_note": {}', '"add_note": {}]'),
  swapped('a list closed as an object', 7, '"add_note": {}', '"add_note": { "limits": [ }'),
  swapped('half a name', 8, '"add_note": {}', '"add_note": {},\n    "de'),
  swapped('half a rule', 9, '"add_note": {}', '"add_note": {},\n    "delete_note": { "action": '),
  swapped('marks of a merge', 7, '    "add_note": {}\n', '<<<<<<< mine\n    "add_note": {}\n=======\n'),
]

/** Texts that are JSON and no policy, with the one rule or section that the form leaves out. */
export const unsoundTexts: readonly (BrokenText & { readonly broken: string })[] = [
  {
    ...swapped('a rule twice', 7, '"add_note": {}', '"add_note": {}, "list_n\\u006ftes": {}'),
    broken: '/tools/list_notes',
  },
  { ...swapped('a field that is none', 6, '"reason"', '"reasons"'), broken: '/tools/list_notes' },
  {
    ...swapped('an action that is none', 6, '"action": "deny"', '"action": "maybe"'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped('an object for a text', 6, '"Not at night."', '{ "text": ["Not at night."] }'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped('a text for a rule', 6, '{ "action": "deny", "reason": "Not at night." }', '"deny"'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped('a list for a rule', 6, '{ "action": "deny", "reason": "Not at night." }', '["deny"]'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped('a limit beside its list', 6, '"action": "deny"', '"limits": { "max": 5 }'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped('a limit without what it needs', 6, '"action": "deny"', '"limits": [{ "max": 5 }]'),
    broken: '/tools/list_notes',
  },
  {
    ...swapped(
      'a pattern without end',
      6,
      '"action": "deny"',
      '"require": [{ "conditions": [{ "path": "args.a", "op": "regex", "value": "(" }] }]',
    ),
    broken: '/tools/list_notes',
  },
  { ...swapped('a version to come', 3, '"1"', '"2"'), broken: '/version' },
  { ...swapped('no default', 1, '  "default": "deny",\n', ''), broken: '' },
  {
    ...swapped('a text for a list', 4, '"default": "deny",', '"default": "deny", "hide": "add_note",'),
    broken: '/hide',
  },
]

/** JSON that is not even an object: nothing of it can be shown, and nothing written into it. */
export const shapelessTexts: readonly BrokenText[] = [
  { name: 'null', line: 1, text: 'null' },
  { name: 'a list', line: 1, text: '[]\n' },
  { name: 'a number', line: 1, text: '1' },
  { name: 'a policy in quotes', line: 1, text: JSON.stringify(wholeText) },
]
