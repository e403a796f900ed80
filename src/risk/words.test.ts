import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wordsOfName, wordsOfText } from './words.ts'

test.each([
  'get_dns_records',
  'getDNSRecords',
  'get-dns-records',
  'GetDnsRecords',
  'get.dns/records',
  'GET_DNS_RECORDS',
])('`%s` is get, dns, records', (name) => {
  expect(wordsOfName(name).map((word) => word.text)).toEqual(['get', 'dns', 'records'])
})

test.each([
  ['cart_check_out', ['cart', 'checkout']],
  ['re-run-job', ['rerun', 'job']],
  ['updateCheck2', ['availability', '2']],
  ['削除_file', ['削除', 'file']],
])('`%s` is cut into %j', (name, words) => {
  expect(wordsOfName(name).map((word) => word.text)).toEqual(words)
})

test('every word of a name or text stands where it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      const read = wordsOfText(text, 60)
      const inside = [...wordsOfName(text), ...read].every(
        ({ start, end }) => start < end && end <= text.length,
      )
      return inside && read.every((word) => text.slice(word.start, word.end).toLowerCase() === word.text)
    }),
  )
})
