import { fail, ok, type Result } from '#std/result'

/** A piece of a word: in double quotes, in single quotes, after a backslash, or as it stands. */
const piece = /"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])|([^\s"'\\]+|\\$)/g
const word = /(?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\]|\\$)+/g

/**
 * The words of a command line as a person would paste it. Quotes keep words together and a backslash keeps the next
 * sign; nothing else of a shell is known, because no shell runs it.
 */
export function commandWords(line: string): Result<readonly string[]> {
  const left = line.replace(word, '').trim()
  if (left !== '') return fail({ code: 'open_quote', message: `the quote ${left.charAt(0)} is never closed` })
  const words = [...line.matchAll(word)].map(([text]) => unquoted(text))
  return words.length === 0 ? fail({ code: 'empty', message: 'give a command to run' }) : ok(words)
}

function unquoted(text: string): string {
  return [...text.matchAll(piece)]
    .map(([, double, single, escaped, plain]) =>
      double === undefined ? (single ?? escaped ?? plain ?? '') : double.replace(/\\([\s\S])/g, '$1'),
    )
    .join('')
}

/** The same words as one line that `commandWords` reads back. */
export function printCommand(words: readonly string[]): string {
  return words
    .map((text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`))
    .join(' ')
}
