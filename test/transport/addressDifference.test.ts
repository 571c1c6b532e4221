import { expect, test } from 'vitest'
import { addressDifference, isAddress, withoutSecrets } from '../../src/transport/addressDifference'

test.for([
  ['wss://example.com/live', 'wss://example.com/live', []],
  ['ws://example.com/live', 'wss://example.com/live', ['the scheme']],
  ['WSS://example.com/live', 'wss://example.com/live', []],
  ['wss://example.com/live/', 'wss://example.com/live', ['the slash at the end']],
  ['wss://example.com/Live', 'wss://example.com/live', ['upper and lower case']],
  ['wss://example.com/live?a', 'wss://example.com/live', ['the query']],
  ['wss://example.com/live#a', 'wss://example.com/live#a\nb', ['the query']],
  ['wss://ann@example.com/live', 'wss://example.com/live', []],
  ['/live', 'wss://example.com/live', ['the host']],
  ['https://example.com/live/', '/live', ['the host', 'the slash at the end']],
  ['wss://example.com/lvie', 'wss://example.com/live', undefined],
  ['live', 'wss://example.com/live', undefined],
] as const)('%s and %s differ in %j', ([given, asked, differences]) => {
  expect(addressDifference(given, asked)).toEqual(differences)
})

test('knows an address from a topic and a key', () => {
  const names = ['wss://example.com', '/live', './live', '../live', 'board', 'room:1', '']
  expect(names.filter(isAddress)).toEqual(['wss://example.com', '/live', './live', '../live'])
})

test.for([
  ['wss://ann:secret@example.com/live/?secret#secret', 'wss://example.com/live/'],
  ['/live?secret', '/live'],
  ['board#secret', 'board'],
  ['wss://example.com/live?a\nsecret', 'wss://example.com/live'],
] as const)('%j is shown as %j', ([name, shown]) => {
  expect(withoutSecrets(name)).toBe(shown)
})
