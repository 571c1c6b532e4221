import { expect, test } from 'vitest'
import { fateOf, happen, type Happening } from '../../stories/labs/delivery/parcels'

function fates(...events: Happening[]): string[] {
  const none: Parameters<typeof happen>[0] = []
  return events.reduce<Parameters<typeof happen>[0]>(happen, none).map(fateOf)
}

test('follows a message from the outbox to the server', () => {
  const written = { what: 'written', number: 1 } as const
  const left = { what: 'left', number: 1 } as const
  const sent = { what: 'told', number: 1, verdict: 'sent' } as const
  expect(fates(written)).toEqual(['waiting'])
  expect(fates(written, left, sent)).toEqual(['on its way'])
  expect(fates(written, left, sent, { what: 'arrived', number: 1 })).toEqual(['arrived'])
  expect(fates(written, left, sent, { what: 'broke' })).toEqual(['lost'])
})

test('a link that breaks loses only what is on it', () => {
  expect(
    fates(
      { what: 'written', number: 1 },
      { what: 'left', number: 1 },
      { what: 'arrived', number: 1 },
      { what: 'written', number: 2 },
      { what: 'broke' },
    ),
  ).toEqual(['arrived', 'waiting'])
})

test('what the sender was told comes first', () => {
  const written = { what: 'written', number: 1 } as const
  expect(fates(written, { what: 'told', number: 1, verdict: 'dropped' })).toEqual(['dropped'])
  const left = { what: 'left', number: 1 } as const
  const arrived = { what: 'arrived', number: 1 } as const
  const unknown = { what: 'told', number: 1, verdict: 'unknown' } as const
  expect(fates(written, left, arrived, { what: 'broke' }, unknown)).toEqual(['unknown'])
})

test('remembers the newest 200', () => {
  const events = Array.from({ length: 250 }, (_, number) => ({ what: 'written', number }) as const)
  expect(fates(...events)).toHaveLength(200)
})
