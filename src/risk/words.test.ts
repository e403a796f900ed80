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
      for (const word of [...wordsOfName(text), ...wordsOfText(text, 60)]) {
        expect(word.start).toBeLessThan(word.end)
        expect(word.end).toBeLessThanOrEqual(text.length)
      }
      for (const word of wordsOfText(text, 60))
        expect(text.slice(word.start, word.end).toLowerCase()).toBe(word.text)
    }),
  )
})
